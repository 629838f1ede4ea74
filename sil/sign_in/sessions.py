"""How long somebody stays signed in, where, and that whoever confirms who they are has a session of a new key."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.signals import authentication_step_completed
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponseBase

from sil import clock
from sil.accounts import sign_ins
from sil.accounts.models import User

from .browsers import in_words
from .models import Session
from .store import BEGAN, BROWSER

# A request that a page sends by itself, such as the progress of an import, has this header and does not count as use.
UNATTENDED = "X-Unattended"
# How exactly it is known when a session was last used: one write a minute at most.
EXACT = timedelta(minutes=1)


def begin(request: HttpRequest) -> None:
    """Note when somebody signed in, and in which browser. The library's own end of a session moves whenever something
    is stored in it."""
    session: Any = request.session
    session.used_at = clock.now()
    session[BEGAN] = session.used_at.timestamp()
    session[BROWSER] = in_words(request.headers.get("User-Agent", ""))


def ends_at(request: HttpRequest) -> datetime | None:
    """Return when a session ends unless it is used: `SESSION_IDLE` seconds after its last use, and at the latest
    `SESSION_COOKIE_AGE` seconds after signing in. None for a session that nobody began here."""
    latest = latest_end(request)
    # Known only now: the session is read when something is first asked of it.
    used = getattr(request.session, "used_at", None)
    return min(latest, used + timedelta(seconds=settings.SESSION_IDLE)) if latest and used else latest


def latest_end(request: HttpRequest) -> datetime | None:
    """Return when a session ends however much it is used, None for one that nobody began here."""
    began = request.session.get(BEGAN)
    return began and datetime.fromtimestamp(began + settings.SESSION_COOKIE_AGE, clock.LONDON)


def note_use(request: HttpRequest) -> None:
    """Note that the session is used now, in one query or none. Only the time is written: two requests at once do not
    undo what the other stored."""
    store: Any = request.session
    used, now = store.used_at, clock.now()
    if used and now - used >= EXACT:
        Session.objects.filter(pk=store.session_key).update(used_at=now)
        store.used_at = now


def session_left(request: HttpRequest) -> dict[str, int]:
    """For templates: how many seconds are left of the session of whoever is signed in, for static/session.js."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    end = ends_at(request)
    return {"session_left": int((end - clock.now()).total_seconds())} if end else {}


class SignInEndsMiddleware:
    """Comes after who is signed in is known, and before what they posted is kept: whose session has ended
    (`ends_at`) signs in again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            end = ends_at(request)
            if end is not None and clock.now() >= end:
                logout(request)
            elif end is not None and UNATTENDED not in request.headers:
                note_use(request)
        return self.get_response(request)


def sessions_of(user: User, *, here: str | None) -> QuerySet[Session]:
    """Return where somebody is signed in: first here, `here` being the key of the session that asks, then the last
    used."""
    now = clock.now()
    return Session.objects.filter(
        user=user,
        used_at__gt=now - timedelta(seconds=settings.SESSION_IDLE),
        began_at__gt=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
    ).order_by(Case(When(pk=here, then=0), default=1), "-used_at")


def people_with_sessions() -> QuerySet[Session, int]:
    """Return the keys of the people who have a session."""
    return Session.objects.exclude(user=None).values_list("user", flat=True)


@transaction.atomic
def end(user: User, *, by: User | None, name: str = "", but: str | None = None) -> int:
    """End sessions of a person and return how many: the one of that name, or all of them, but not the one with the key
    `but`."""
    found = Session.objects.filter(user=user).exclude(pk=but or "")
    number, _ = found.filter(pk__in=[each.pk for each in found if name in ("", each.name)]).delete()
    if number:
        sign_ins.record("ended_elsewhere" if by == user else "ended_by_other", user, by=by)
    return number


def end_all(user: User) -> None:
    """End every session of a person, for a reason that their history has already."""
    Session.objects.filter(user=user).delete()


def connect() -> None:
    """Give the session a new key whenever somebody who is signed in confirms that it is them, as signing in does."""
    authentication_step_completed.connect(_confirmed, dispatch_uid="new key of the session", weak=False)


def _confirmed(request: HttpRequest, reauthenticated: bool = False, **kwargs: Any) -> None:
    if reauthenticated:
        request.session.cycle_key()
