"""How django-allauth's sign-in is set up for this product."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

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


def invitation_link(user: User) -> str:
    """An absolute address where an invited person sets their password.

    It works once, until a password is set or the time in PASSWORD_RESET_TIMEOUT has passed.
    """
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    uid, _, token = key.partition("-")
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
    return settings.SITE_URL + path
