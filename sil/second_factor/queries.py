"""Which second steps a person has."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from sil.accounts.models import User

# By which of the library's kinds somebody signs in; recovery codes alone are no second step.
STEPS = (Authenticator.Type.TOTP,)


@dataclass(frozen=True)
class Steps:
    """A person's second steps: the authenticator app, and their recovery codes, None where they have none."""

    app: Authenticator | None
    codes: Authenticator | None

    @property
    def codes_left(self) -> list[str]:
        """The recovery codes that were not used."""
        return list(self.codes.wrap().get_unused_codes()) if self.codes else []


def has_step(user: User) -> bool:
    """Return whether a person has a second step."""
    return bool(Authenticator.objects.filter(user=user, type__in=STEPS).exists())


def steps_of(user: User) -> Steps:
    """Return a person's second steps."""
    found = {each.type: each for each in Authenticator.objects.filter(user=user)}
    return Steps(app=found.get(Authenticator.Type.TOTP), codes=found.get(Authenticator.Type.RECOVERY_CODES))
