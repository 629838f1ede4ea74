"""What is kept of signing in: who signed in and out, whose password failed or was set, and when. Never what was typed
as a proof, nor from where."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from sil import clock
from sil.audit import events
from sil.audit.models import Event

from .actions import scope
from .models import User

PREFIX = "sign_in."
KINDS = {
    f"{PREFIX}done": "Signed in",
    f"{PREFIX}done_by_provider": "Signed in by the account of their organisation",
    f"{PREFIX}out": "Signed out",
    f"{PREFIX}ended_elsewhere": "Signed out in another browser",
    f"{PREFIX}ended_by_other": "Was signed out everywhere",
    f"{PREFIX}failed": "A sign-in failed, because the password was not correct or the account is closed",
    f"{PREFIX}unknown": "A sign-in failed, because there is no account with the email address",
    f"{PREFIX}password_changed": "Changed the password",
    f"{PREFIX}password_set": "Set a password by the link in an email",
    f"{PREFIX}link_sent": "A link to set a new password was emailed",
    f"{PREFIX}app_set": "Set up an authenticator app as the second step to sign in",
    f"{PREFIX}app_removed": "Removed the authenticator app",
    f"{PREFIX}passkey_added": "Added the passkey “{passkey}” as a second step to sign in",
    f"{PREFIX}passkey_renamed": "Renamed the passkey “{passkey}” to “{renamed}”",
    f"{PREFIX}passkey_removed": "Removed the passkey “{passkey}”",
    f"{PREFIX}passkey_failed": "A passkey was not accepted",
    f"{PREFIX}codes_made": "Made new recovery codes",
    f"{PREFIX}recovery_used": "Used a recovery code",
    f"{PREFIX}step_reset": "The second step to sign in was reset on the server",
    f"{PREFIX}step_lost": "The second step to sign in was removed, because it was lost",
    f"{PREFIX}provider_linked": "The account of their organisation was linked, by its email address",
    f"{PREFIX}provider_unlinked": "The link with the account of their organisation was ended on the server",
    f"{PREFIX}code_emailed": "A code to sign in was emailed",
    f"{PREFIX}emailed_code_used": "Entered a code from an email, in a browser that was new to the service",
    f"{PREFIX}emailed_code_failed": "A code from an email was not correct",
    f"{PREFIX}code_failed": "A code of the second step was not correct",
}
# Attempts at addresses without an account are kept once a minute at most: the history cannot be shortened, and such
# attempts say nothing about anybody.
ONE_IN = timedelta(minutes=1)


def record(kind: str, user: User, *, by: User | None, **said: Any) -> None:
    """Write an event of `KINDS` ("done") to a person's history, with what its sentence names."""
    events.record(f"{PREFIX}{kind}", subject=user, by=by, scope=scope(user), **said)


def record_failed(email: str) -> None:
    """Write that a sign-in failed; to nobody's history, and without the address, where nobody has it."""
    if user := User.objects.filter(email=email.strip().lower()).first():
        record("failed", user, by=None)
        return
    kind = f"{PREFIX}unknown"
    if not Event.objects.filter(scope=PREFIX, at__gt=clock.now() - ONE_IN).exists():
        events.record(kind, subject=User(), by=None, scope=PREFIX)


def of_person(user: User) -> QuerySet[Event]:
    """Return the events of a person's signing in, the latest first."""
    return events.timeline(scope(user)).filter(kind__startswith=PREFIX)
