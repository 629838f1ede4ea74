"""How django-allauth's sign-in is set up for this product."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from . import sign_ins
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs themselves up: people are invited by an administrator."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask the authority's administrator if you think this is a mistake.",
        "email_password_mismatch": "Check your email address and password. One of them is not correct.",
        "email_taken": "Somebody already has this email address.",
        "enter_current_password": "The current password is not correct.",
        "incorrect_password": "The password is not correct.",
        "invalid_login": "Check your email address and password. One of them is not correct.",
        "invalid_password_reset": "This link no longer works. Ask for a new one.",
        "rate_limited": "There were too many attempts. Wait a few minutes, then try again.",
        "same_as_current": "The new password must be different from the current one.",
        "unknown_email": "There is no account with this email address.",
    }

    def is_safe_url(self, url: str) -> bool:
        try:
            return bool(super().is_safe_url(url))
        except ValueError:  # "http://[" is no address at all
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        assert isinstance(user, User)
        sign_ins.record("done_by_provider" if is_by_provider(request, user) else "done", user, by=user)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Where signing out leads: asked before it is done."""
        if settings.IDENTITY_PROVIDER and isinstance(request.user, User) and is_by_provider(request, request.user):
            return reverse("account_provider_sign_out")
        return str(super().get_logout_redirect_url(request))

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        super().logout(request)
        if isinstance(user, User):
            sign_ins.record("out", user, by=user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        sign_ins.record_failed(str(credentials.get("email", "")))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        super().set_password(user, password)
        assert isinstance(user, User)
        changed = self.request is not None and self.request.user == user
        sign_ins.record("password_changed" if changed else "password_set", user, by=user)

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        super().send_password_reset_mail(user, email, context)
        assert isinstance(user, User)
        sign_ins.record("link_sent", user, by=None)


def is_by_provider(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Return whether somebody signed in, or is about to, by their organisation's account and not by a password."""
    ways = [each["method"] for each in get_authentication_records(request, user)]
    return next((way for way in reversed(ways) if way in ("password", "socialaccount")), "") == "socialaccount"


def invitation_link(user: User) -> str:
    """An absolute address where an invited person sets their password.

    It works once, until a password is set, for as long as `passwords.INVITATION`.
    """
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return settings.SITE_URL + path
