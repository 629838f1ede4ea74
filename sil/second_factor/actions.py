"""Set up an authenticator app or a passkey, end it, make recovery codes. Everybody does so for themselves alone."""

from itertools import count
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.db import transaction

from sil.accounts import sign_ins
from sil.accounts.models import User
from sil.sign_in import sessions
from sil.workflow import Denied

from .notifications import tell
from .queries import STEPS, has_step

Type = Authenticator.Type
# What the library keeps encrypted, of an app and of recovery codes.
_SECRETS = {"secret", "seed"}
MOST_PASSKEYS = 10


@transaction.atomic
def set_up_app(user: User, secret: str, *, replaces: bool) -> Authenticator:
    """Let a person sign in with an app that knows `secret`, in base 32, and make recovery codes if they have none.

    An app that they had before ends if this one `replaces` it. Raises Denied("has_step") otherwise, if they have any
    second step: whoever knows the password alone sets nothing up for somebody who has done so.
    """
    _lock(user, is_first=not replaces)
    Authenticator.objects.filter(user=user, type=Type.TOTP).delete()
    made: Authenticator = TOTP.activate(user, secret).instance
    sign_ins.record("app_set", user, by=user)
    tell(user, "You have set up an authenticator app as the second step to sign in.")
    _make_codes_if_none(user)
    return made


@transaction.atomic
def add_passkey(user: User, name: str, credential: dict[str, Any], *, is_first: bool) -> Authenticator:
    """Let a person sign in with a passkey, whose answer to being made is `credential` (RegistrationResponseJSON of
    WebAuthn 3, 5.1), and make recovery codes if they have none. Its text is its name.

    Raises Denied("has_step") where it is the first and they have one, as `set_up_app`, and Denied("too_many").
    """
    _lock(user, is_first=is_first)
    if Authenticator.objects.filter(user=user, type=Type.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise Denied("too_many", f"You have {MOST_PASSKEYS} passkeys, the most you can have. Remove one first.")
    made: Authenticator = WebAuthn.add(user, _free(name, user), credential).instance
    sign_ins.record("passkey_added", user, by=user, passkey=str(made))
    tell(user, f"You have added the passkey “{made}” as a second step to sign in.")
    _make_codes_if_none(user)
    return made


@transaction.atomic
def rename_passkey(user: User, pk: int, name: str) -> str:
    """Give one of a person's passkeys another name; return it, with a number where another one has it already."""
    _lock(user)
    found = Authenticator.objects.get(user=user, type=Type.WEBAUTHN, pk=pk)
    old, new = str(found), _free(name, user, but=found)
    if new != old:
        found.data["name"] = new
        found.save(update_fields=["data"])
        sign_ins.record("passkey_renamed", user, by=user, passkey=old, renamed=new)
    return new


@transaction.atomic
def remove(user: User, pk: int) -> str:
    """End one of a person's second steps, and return how it is called. Raises Denied("last_step") for the only one,
    and Authenticator.DoesNotExist for none of theirs."""
    _lock(user)
    theirs = Authenticator.objects.filter(user=user, type__in=STEPS)
    found = theirs.get(pk=pk)
    if theirs.count() == 1:
        raise Denied("last_step", "This is your only second step. Add another one before you remove it.")
    is_app = found.type == Type.TOTP
    called = "authenticator app" if is_app else f"passkey “{found}”"
    said = {} if is_app else {"passkey": str(found)}
    found.delete()
    sign_ins.record("app_removed" if is_app else "passkey_removed", user, by=user, **said)
    tell(user, f"You have removed the {called}. You cannot sign in with it any more.")
    return called


def use(form: AuthenticateForm) -> None:
    """Note when the second step of a valid form was last used, and use up a recovery code."""
    form.save()


@transaction.atomic
def make_codes(user: User) -> None:
    """Make new recovery codes, which end those that there were. Raises Denied("no_step") without a second step."""
    _lock(user)
    if not has_step(user):
        raise Denied("no_step", "Set up an authenticator app or a passkey first.")
    Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).delete()
    _make_codes(user)
    tell(user, "You have made new recovery codes for signing in.")


def _make_codes_if_none(user: User) -> None:
    if not Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).exists():
        _make_codes(user)


def _make_codes(user: User) -> None:
    RecoveryCodes.activate(user)
    sign_ins.record("codes_made", user, by=user)


def _lock(user: User, *, is_first: bool = False) -> None:
    """Raises Denied("has_step") where what is set up is the first and there is one."""
    User.objects.select_for_update().get(pk=user.pk)
    if is_first and has_step(user):
        raise Denied("has_step", "You have set up a second step already. Sign in with it.")


def _free(name: str, user: User, *, but: Authenticator | None = None) -> str:
    """A name that no other passkey of the person has: their device has made the passkey already, so none is refused."""
    others = Authenticator.objects.filter(user=user, type=Type.WEBAUTHN).exclude(pk=but.pk if but else None)
    taken = {str(each).casefold() for each in others}
    numbered = (name if number == 1 else f"{name} ({number})" for number in count(1))
    return next(each for each in numbered if each.casefold() not in taken)


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
def reset(user: User, *, by: User | None) -> bool:
    """Take a person's second steps and recovery codes away and end their sessions, so that they set up a new one the
    next time they sign in; return whether there was any. Called once two people have agreed, `by` the second one, or
    from the server's command line."""
    _lock(user)
    deleted, _ = Authenticator.objects.filter(user=user).delete()
    if deleted:
        sessions.end_all(user)
        sign_ins.record("step_lost" if by else "step_reset", user, by=by)
    return bool(deleted)
