"""Allauth's hooks, with the limits of this package in place of its own of signing in."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from sil import clock
from sil.accounts.adapter import AccountAdapter
from sil.accounts.models import User

from . import actions, devices

# {when} is a time of day, or "in a few seconds".
WAIT = (
    "There were too many attempts to sign in. Try again {when}. If you are not sure of your password, get a new one"
    " by email: select “I have forgotten my password” below."
)


class Adapter(AccountAdapter):
    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        email = str(credentials.get("email") or getattr(request.user, "email", ""))
        try:
            attempt = actions.start(
                email, device=devices.device_of(request, email), address=request.META.get("REMOTE_ADDR", "")
            )
        except actions.TooManyAttempts as refused:
            raise ValidationError(WAIT.format(when=_when(refused.until)), code="too_many_login_attempts") from refused
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None:
            attempt.delete()
        return user

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **details)
        assert isinstance(user, User)
        devices.remember(request, response, user.email)
        return response

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        assert isinstance(user, User)
        actions.forget(user.email)


def _when(until: datetime) -> str:
    """Return a time of day like "at 9.05am", rounded up to the minute it may be tried in."""
    if (until - clock.now()).total_seconds() <= 30:
        return "in a few seconds"
    then = clock.local(until + timedelta(seconds=59 if until.second else 0))
    return f"at {then.hour % 12 or 12}.{then:%M}{'am' if then.hour < 12 else 'pm'}"
