"""The library's hooks of signing in by another account."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.flows.login import record_authentication
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest
from django.shortcuts import redirect

from sil.accounts.models import User
from sil.workflow import Denied

from . import actions, pages, queries
from .stages import COUNTS


class Adapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The provider of the settings alone: a row of the database adds none."""
        found = queries.configured()
        if found is None or provider not in (None, queries.PROVIDER_ID) or client_id not in (None, found.client_id):
            return []
        return [
            SocialApp(provider=queries.PROVIDER_ID, name=found.name, client_id=found.client_id, secret=found.secret)
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The library has looked for a linked account. Find the account of somebody who is here for the first time."""
        provider = queries.configured()
        assert provider is not None, "the pages of the provider are closed without one"
        known = bool(sociallogin.user.pk)
        confirms = sociallogin.state.get("process") == AuthProcess.REDIRECT
        try:
            if confirms:
                actions.check_same(request.user, sociallogin.user, sociallogin.identity, name=provider.name)
            elif known:
                assert isinstance(sociallogin.user, User)
                actions.check_open(sociallogin.user)
            else:
                sociallogin.user = actions.link(sociallogin.identity, name=provider.name)
        except Denied as refused:
            title = pages.NOT_CONFIRMED if confirms else ""
            raise ImmediateHttpResponse(pages.refusal(request, refused.sentence, title=title)) from refused
        if confirms:
            record_authentication(request, sociallogin)
            return
        # Whoever is here by an address alone is asked for our second step, if they have one.
        sociallogin.state[COUNTS] = known and sociallogin.identity.has_second_step

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """`actions.link` does this, and believes less."""

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """The library's pages of errors are not used. Raises ImmediateHttpResponse, always."""
        if error == "cancelled":
            raise ImmediateHttpResponse(redirect("account_login"))
        raise ImmediateHttpResponse(pages.failure(request, exception))
