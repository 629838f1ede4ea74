"""What a page showed when a button on it was pressed: each form carries it, and actions compare it (`sil.audit.shown`).

`{% csrf_token %}` puts it into every form, so that no page can leave it out. It is a snapshot of the database from
before the page was read, signed.
"""

from collections.abc import Callable, Sequence

from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import Truncator

from sil import clock
from sil.accounts.access import actor, user_roles
from sil.accounts.roles import ASSISTANT, GOVERNANCE, LEADS, Part
from sil.audit.models import Event
from sil.audit.shown import Page, on_page
from sil.workflow import Denied

from ..kept import SHOWN, Kept, came_from, posted_values
from ..timeline import entry_of
from .read import UNKNOWN

_SIGNER = signing.Signer(salt="shown")
# Of a long text the beginning is enough: the page shows it whole.
_LONGEST = 150
_AGAIN = "Check the page as it is now. If you still want to go on, select the button again."


class ShownMiddleware:
    """Comes after UserRolesMiddleware. Sets `request.shown`, which forms post back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return self.get_response(request)
        request.shown = token(request.user.snapshot)  # type: ignore[attr-defined]
        if request.method in ("GET", "HEAD"):
            return self.get_response(request)
        with on_page(_page(request)):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page for an act that was refused where its view has no page to say so, with what was typed."""
        if not isinstance(exception, Denied) or exception.code != "changed":
            return None
        back = came_from(request, request.headers.get("Referer", "") or request.path)
        typed = {field.label: field.value for field in posted_text(request)}
        context = {"sentence": exception.sentence, "back": back, "typed": typed}
        return render(request, "web/changed.html", context, status=409)


def posted_text(request: HttpRequest) -> list[Kept]:
    """Return the text that was posted and that somebody may want to copy."""
    return [field for field in posted_values(request) if field.is_long]


def token(snapshot: str) -> str:
    """Return what a form carries of a snapshot of the database."""
    return _SIGNER.sign(snapshot)


def _page(request: HttpRequest) -> Page:
    def says(later: Sequence[Event]) -> str:
        return _in_words(request, later)

    # Read when it is needed: an upload is read by its view.
    return Page(snapshot=lambda: _snapshot(request), says=says, unknown=UNKNOWN)


def _snapshot(request: HttpRequest) -> str | None:
    try:
        return str(_SIGNER.unsign(request.POST.get(SHOWN, "")))
    except signing.BadSignature:
        return None


def _in_words(request: HttpRequest, later: Sequence[Event]) -> str:
    """What happened since; a school learns who changed it and when, and reads on the page what it may know."""
    if user_roles(request).roles <= {*LEADS, *GOVERNANCE, ASSISTANT, *Part}:
        last = later[-1]
        said = f"{_name(request, last)} changed this at {_time(last)}, after you opened the page."
        return f"{said} Nothing has been done. {_AGAIN}"
    said = " ".join(f"{_time(event)}, {_name(request, event)}: {_what(event)}." for event in later)
    return f"This changed after you opened the page, so nothing has been done. {said} {_AGAIN}"


def _what(event: Event) -> str:
    entry = entry_of(event)
    changes = "; ".join(f"{each.what}: {_short(each.old)} → {_short(each.new)}" for each in entry.changes)
    return f"{entry.title} ({changes})" if changes else entry.title


def _short(text: str) -> str:
    return Truncator(text).chars(_LONGEST)


def _name(request: HttpRequest, event: Event) -> str:
    return "You" if event.actor_id == str(actor(request).pk) else event.actor_name


def _time(event: Event) -> str:
    return f"{clock.local(event.at):%H:%M}"
