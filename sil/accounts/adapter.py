"""How does sign-in by django-allauth fit this product?"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs themselves up: people are invited by an administrator."""

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
