"""Send a test email."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may
from sil.outbox.post import link, put
from sil.outbox.reached import reached

from .notifications import TestEmail


def send_test_email(*, by: User, on: date) -> None:
    """Write an email to the administrator themselves, which goes the way of all others: outbox, worker, mail server.
    Raises Denied("not_allowed")."""
    check_may(by, on, Permission.SETTINGS_MANAGE, sentence="Only an administrator can send a test email.")
    for person in reached([by], TestEmail):
        put(TestEmail(url=link("setting_up")), to=person.email, name=person.name)
