"""Which second steps a person has."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from sil.accounts.models import User

# By which of the library's kinds somebody signs in; recovery codes alone are no second step.
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True)
class Steps:
    """A person's second steps: the authenticator app, None where they have none, and their passkeys, whose text is
    their name, the earliest first; and their recovery codes."""

    app: Authenticator | None
    passkeys: tuple[Authenticator, ...]
    codes: Authenticator | None

    @property
    def codes_left(self) -> list[str]:
        """The recovery codes that were not used."""
        return list(self.codes.wrap().get_unused_codes()) if self.codes else []

    @property
    def takes_codes(self) -> bool:
        """Whether there is a code that they could enter."""
        return bool(self.app or self.codes)

    @property
    def is_one(self) -> bool:
        """Whether they have one second step, which stays."""
        return bool(self.app) + len(self.passkeys) == 1


def has_step(user: User) -> bool:
    """Return whether a person has a second step."""
    return bool(Authenticator.objects.filter(user=user, type__in=STEPS).exists())


def steps_of(user: User) -> Steps:
    """Return a person's second steps."""
    found = list(Authenticator.objects.filter(user=user).order_by("created_at", "pk"))
    of = {each.type: each for each in found}
    return Steps(
        app=of.get(Authenticator.Type.TOTP),
        passkeys=tuple(each for each in found if each.type == Authenticator.Type.WEBAUTHN),
        codes=of.get(Authenticator.Type.RECOVERY_CODES),
    )
