"""How long a link to set a password works: an invitation for two weeks or until a newer one goes, a link to somebody
who has a password for three days."""

from datetime import timedelta

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.utils.http import base36_to_int

from .models import User
from .passwords import INVITATION, RESET


class TokenGenerator(EmailAwarePasswordResetTokenGenerator):
    """The library's, which ends every link after `settings.PASSWORD_RESET_TIMEOUT`, the longer of the two; a link to
    somebody who has set a password ends earlier."""

    def _make_hash_value(self, user: User, timestamp: int) -> str:
        made: str = super()._make_hash_value(user, timestamp)
        invited = "" if user.has_usable_password() or not user.invited_at else user.invited_at.timestamp()
        return f"{made}{invited}"

    def check_token(self, user: User, token: str) -> bool:
        if not super().check_token(user, token):
            return False
        made = base36_to_int(token.partition("-")[0])
        age = timedelta(seconds=self._num_seconds(self._now()) - made)
        return age <= (RESET if user.has_usable_password() else INVITATION)
