"""What comes between the password and being signed in, for those who are emailed a code."""

from typing import cast

from allauth.account.internal.stagekit import stash_login
from allauth.account.stages import LoginStage
from django.http import HttpResponse
from django.shortcuts import redirect

from sil.accounts.models import User
from sil.workflow import Denied

from ..stages import SetUpStage, user_of
from . import actions, browsers, queries

_SENT = "sent"


class EmailedCodeStage(LoginStage):
    """Stands before the stage that sets up a second step, and in place of it for whoever enters the code, or has done
    so in this browser. Whom it is not for is left to that stage."""

    key = "mfa_emailed"
    urlname = "mfa_emailed"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if not self.is_for(self.person):
            return None, True
        if browsers.is_confirmed(self.request, self.person):
            self.controller.set_handled(SetUpStage.key)
            return None, True
        try:
            self.send()
        except Denied:
            # The page says when there can be another one.
            self.state[_SENT] = {}
        return redirect(self.urlname), True

    @staticmethod
    def is_for(user: User) -> bool:
        """Whether a person enters a code, as they and the settings are now."""
        return queries.gets_codes(user)

    @property
    def person(self) -> User:
        """Who is signing in."""
        return user_of(self)

    @property
    def sent(self) -> actions.Sent:
        """What is kept of the code that was sent last."""
        return cast(actions.Sent, self.state.setdefault(_SENT, {}))

    def send(self) -> None:
        """Email a code, in place of the one before. Raises Denied as `actions.send`."""
        self.state[_SENT] = actions.send(self.person)
        stash_login(self.request, self.login)

    def is_right(self, typed: str) -> bool:
        """Whether what was typed is the code; the session keeps how it went."""
        right = actions.is_right(self.person, self.sent, typed)
        stash_login(self.request, self.login)
        return right

    def pass_on(self, *, sets_up: bool) -> HttpResponse:
        """Sign in once the code was right, or go on to set up a second step first. Raises Denied as `actions.use`."""
        actions.use(self.person)
        if not sets_up:
            self.controller.set_handled(SetUpStage.key)
        return cast(HttpResponse, self.exit())
