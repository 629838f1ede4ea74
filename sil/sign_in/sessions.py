"""How long somebody stays signed in, and that whoever confirms who they are has a session of a new key."""

from collections.abc import Callable
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponseBase

from sil import clock
from sil.accounts.models import User

_SINCE = "signed_in_at"


def begin(request: HttpRequest) -> None:
    """Note when somebody signed in. The library's own end of a session moves whenever something is stored in it."""
    request.session[_SINCE] = clock.now().timestamp()


class SignInEndsMiddleware:
    """Comes after who is signed in is known, and before what they posted is kept: `SESSION_COOKIE_AGE` seconds after
    signing in they sign in again, whatever they did meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            since = request.session.get(_SINCE)
            if since is not None and clock.now().timestamp() - since >= settings.SESSION_COOKIE_AGE:
                logout(request)
        return self.get_response(request)


def connect() -> None:
    """Give the session a new key whenever somebody who is signed in confirms that it is them, as signing in does."""
    authentication_step_completed.connect(_confirmed, dispatch_uid="new key of the session", weak=False)


def _confirmed(request: HttpRequest, reauthenticated: bool = False, **kwargs: Any) -> None:
    if reauthenticated:
        request.session.cycle_key()


def end_all(user: User) -> None:
    """End every session of a person. They are looked for one by one: a day has few, and this is asked for seldom."""
    for session in Session.objects.filter(expire_date__gte=clock.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
