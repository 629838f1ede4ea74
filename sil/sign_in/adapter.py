"""Allauth's hooks, with the limits of this package in place of its own of signing in."""

import logging
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from sil import clock
from sil.accounts.adapter import AccountAdapter
from sil.accounts.models import User

from . import actions, devices, sessions
from .models import FailedAttempt

log = logging.getLogger(__name__)
# {when} is a time of day, or "in a few seconds".
WAIT = (
    "There were too many attempts to sign in. Try again {when}. If you are not sure of your password, get a new one"
    " by email: select “I have forgotten my password” below."
)


class Adapter(AccountAdapter):
    def get_login_stages(self) -> list[str]:
        return [
            "sil.identity_provider.stages.ProviderStage",
            *super().get_login_stages(),
            "sil.second_factor.emailed.stages.EmailedCodeStage",
            "sil.second_factor.stages.SetUpStage",
        ]

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        email = str(credentials.get("email") or getattr(request.user, "email", ""))
        attempt = count(request, email)
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            actions.succeed(attempt)
        return user

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        sessions.begin(request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **details)
        assert isinstance(user, User)
        devices.remember(request, response, user.email)
        return response

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        assert isinstance(user, User)
        actions.forget(user.email)


def count(request: HttpRequest, email: str, *, wait: str = WAIT) -> FailedAttempt:
    """Count an attempt as failed, before what was typed is looked at; whoever finds it right deletes it.

    Raises ValidationError, with the sentence `wait`, where the attempt comes too early.
    """
    device, address = devices.device_of(request, email), request.META.get("REMOTE_ADDR", "")
    try:
        return actions.start(email, device=device, address=address)
    except actions.TooManyAttempts as refused:
        # Whose account it was is not logged; the history has the wrong passwords that came before.
        log.warning("An attempt to sign in or to confirm was refused: there were too many before it.")
        raise ValidationError(wait.format(when=_when(refused.until)), code="too_many_login_attempts") from refused


def _when(until: datetime) -> str:
    """Return a time of day like "at 9.05am", rounded up to the minute it may be tried in."""
    if (until - clock.now()).total_seconds() <= 30:
        return "in a few seconds"
    then = clock.local(clock.whole_minute(until))
    return f"at {then.hour % 12 or 12}.{then:%M}{'am' if then.hour < 12 else 'pm'}"
