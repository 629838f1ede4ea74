"""Who may open a page: three decorators, one of which every view has.

Signing in is required by default (middleware). What a person may not open answers 404, so that
an address tells nobody whether a record exists. A test walks the URLconf: a view without one of
these fails it, and the reference of routes is printed from them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject

from sil import clock, memo

from .models import User
from .roles import Permission
from .user_roles import UserRoles, keep_companions, roles_signed_in_with

View = Callable[..., HttpResponseBase]


class _SignedIn(HttpRequest):
    """A request as the middleware below leaves it."""

    user_roles: UserRoles


@dataclass(frozen=True)
class Access:
    """What the reference of routes prints about a view."""

    who: str
    permissions: tuple[Permission, ...] = ()


def allow(*permissions: Permission) -> Callable[[View], View]:
    """Open to roles that carry any of the permissions."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not user_roles(request).may(*permissions):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.access = Access("by permission", permissions)  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(who: str) -> Callable[[View], View]:
    """Open to everyone signed in; the view itself finds only what is theirs. `who` says whom."""

    def decorate(view: View) -> View:
        view.access = Access(who)  # type: ignore[attr-defined]
        return view

    return decorate


def open_to_all(view: View) -> View:
    """Open without signing in."""
    view = login_not_required(view)
    view.access = Access("everyone, without signing in")  # type: ignore[attr-defined]
    return view


def user_roles(request: HttpRequest) -> UserRoles:
    """The roles of the signed-in person, read once a request."""
    return cast("_SignedIn", request).user_roles


def actor(request: HttpRequest) -> User:
    """The signed-in person. Only for views that require signing in."""
    assert isinstance(request.user, User), "the view is open without signing in"
    return request.user


class UserRolesMiddleware:
    """Sets a lazy `user_roles` on every signed-in request, and remembers queries while a page is read (sil.memo)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            user = request.user
            roles = SimpleLazyObject(lambda: roles_signed_in_with(user, clock.today()))
            cast("_SignedIn", request).user_roles = cast("UserRoles", roles)
        if request.method in ("GET", "HEAD"):
            with memo.reading_page():
                if isinstance(request.user, User):
                    keep_companions(request.user)
                return self.get_response(request)
        return self.get_response(request)
