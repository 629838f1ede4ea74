"""What comes between the password and being signed in, where somebody has no second step."""

from typing import Any, cast

from allauth.account.internal.stagekit import stash_login
from allauth.account.stages import LoginStage
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from sil.accounts.models import User

from . import queries

_MADE = "made"


class SetUpStage(LoginStage):
    """Nobody is signed in before they have a second step, so that no page asks for it later, and where they were going
    is kept by the library with the rest of the sign-in."""

    key = "mfa_set_up"
    urlname = "mfa_set_up"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        if not settings.SECOND_FACTOR_REQUIRED:
            return None, True
        if not queries.has_step(user_of(self)):
            return redirect(self.urlname), True
        asked = self.controller.get_stage(AuthenticateStage.key)
        if asked and asked.state.get("authentication_required"):
            return None, True
        # Set up in another browser after the stage that asks for it was passed: the next sign-in asks.
        return self.abort(), False

    @property
    def is_done(self) -> bool:
        """Whether this sign-in, and not another one with the same password, set the second step up."""
        return _MADE in self.state

    def done(self, made: Authenticator) -> None:
        """Remember what this sign-in set up: its first code was the proof that signing in asks for."""
        self.state[_MADE] = made.pk
        self.controller.set_handled(AuthenticateStage.key)
        stash_login(self.request, self.login)


def stage_of(request: HttpRequest) -> LoginStage:
    """Return the stage of signing in at which the library let a request through."""
    return cast(Any, request)._login_stage


def user_of(stage: LoginStage) -> User:
    """Return who is signing in."""
    user = stage.login.user
    assert isinstance(user, User)
    return user
