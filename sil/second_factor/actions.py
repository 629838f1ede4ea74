"""Set up an authenticator app, and make recovery codes. Everybody does so for themselves alone."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from sil.accounts import sign_ins
from sil.accounts.models import User
from sil.workflow import Denied

Type = Authenticator.Type
# What the library keeps encrypted, of an app and of recovery codes.
_SECRETS = {"secret", "seed"}


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


def use(form: AuthenticateForm) -> None:
    """Note when the second step of a valid form was last used, and use up a recovery code."""
    form.save()


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
def encrypt_again() -> int:
    """Encrypt the keys of apps and the seeds of recovery codes with the newest secret of the settings; return the
    number of people. Raises cryptography.fernet.InvalidToken where one was encrypted with another secret."""
    adapter, people = get_adapter(), set[int]()
    for found in Authenticator.objects.select_for_update().order_by("pk"):
        found.data |= {
            name: adapter.encrypt(adapter.decrypt(found.data[name])) for name in _SECRETS & found.data.keys()
        }
        found.save(update_fields=["data"])
        people.add(found.user_id)
    return len(people)


@transaction.atomic
def reset(user: User) -> bool:
    """Take a person's second step and recovery codes away, from the server's command line alone; return whether there
    was any. Sessions that are open stay open."""
    User.objects.select_for_update().get(pk=user.pk)
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    if deleted:
        sign_ins.record("step_reset", user, by=None)
    return bool(deleted)
