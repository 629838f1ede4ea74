"""What signing in by the provider stands in for, and whose password is closed."""

from allauth.account.stages import LoginStage
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpResponse

from sil.second_factor.stages import SetUpStage

from . import pages, queries

# In the state of a sign-in: whether the second step that the provider asked for counts.
COUNTS = "second_step_counts"
ALONE = "Sign in with {name}. You cannot use a password for this service any more."


class ProviderStage(LoginStage):
    """The first stage, after a password, after a link of an email that set one, or after the provider."""

    key = "identity_provider"
    urlname = "account_login"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        by_provider = (self.login.signal_kwargs or {}).get("sociallogin")
        if by_provider is None:
            provider = queries.configured()
            if provider and queries.signs_in_by_provider_alone(self.login.user):
                return pages.refusal(self.request, ALONE.format(name=provider.name)), False
        elif by_provider.state.get(COUNTS):
            self.controller.set_handled(AuthenticateStage.key)
            self.controller.set_handled(SetUpStage.key)
        return None, True
