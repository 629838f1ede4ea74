"""Set up an authenticator app, and make recovery codes. Everybody does so for themselves alone."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from sil.accounts import sign_ins
from sil.accounts.models import User
from sil.workflow import Denied

Type = Authenticator.Type


@transaction.atomic
def set_up_app(user: User, secret: str, *, replaces: bool) -> Authenticator:
    """Let a person sign in with an app that knows `secret`, in base 32, and make recovery codes if they have none.

    An app that they had before ends if this one `replaces` it. Raises Denied("has_step") otherwise: whoever knows the
    password alone sets nothing up for somebody who has done so.
    """
    User.objects.select_for_update().get(pk=user.pk)
    old = Authenticator.objects.filter(user=user, type=Type.TOTP)
    if old.exists() and not replaces:
        raise Denied("has_step", "You have set up a second step already. Sign in with it.")
    old.delete()
    made: Authenticator = TOTP.activate(user, secret).instance
    sign_ins.record("app_set", user, by=user)
    if not Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).exists():
        _make_codes(user)
    return made


@transaction.atomic
def make_codes(user: User) -> None:
    """Make new recovery codes, which end those that there were. Raises Denied("no_step") without a second step."""
    User.objects.select_for_update().get(pk=user.pk)
    found = Authenticator.objects.filter(user=user)
    if not found.exclude(type=Type.RECOVERY_CODES).exists():
        raise Denied("no_step", "Set up an authenticator app first.")
    found.filter(type=Type.RECOVERY_CODES).delete()
    _make_codes(user)


def _make_codes(user: User) -> None:
    RecoveryCodes.activate(user)
    sign_ins.record("codes_made", user, by=user)


@transaction.atomic
def reset(user: User) -> bool:
    """Take a person's second step and recovery codes away, from the server's command line alone; return whether there
    was any. Sessions that are open stay open."""
    User.objects.select_for_update().get(pk=user.pk)
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    if deleted:
        sign_ins.record("step_reset", user, by=None)
    return bool(deleted)
