"""Read who is signed in and their roles in one query, since every page asks both."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from sil import clock

from .models import User
from .user_roles import signed_in_with


class Backend(AuthenticationBackend):
    """Allauth's sign-in."""

    def get_user(self, user_id: Any) -> User | None:
        user = signed_in_with(int(user_id), clock.today())
        return user if user and self.user_can_authenticate(user) else None
