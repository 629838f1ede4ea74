"""Keep text that is posted after its session has ended, or with the CSRF token of an earlier session.

It comes back on a page from which it can be sent again, with scripts or without. static/drafts.js does
the same for forms that save themselves, and knows the statuses that are returned here.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRefresh

from sil.sign_in.sessions import UNATTENDED
from sil.submissions import once

from .incoming import plain

# The field by which a form says what its page showed (sil.web.shown).
SHOWN = "shown"
# Where the views of signing in are; what was posted to them is never repeated.
_SIGN_IN = ("allauth.", "sil.second_factor.", "sil.identity_provider.")
# Longer text is shown on the page to be read and copied; the rest goes into hidden fields.
_SHORT = 40
_ROWS = range(3, 21)
TOO_LARGE = "This is too much text to save at once. Shorten it, or add it as a document."
# How much of a request that is too large is read, in bytes.
_CHUNK, _MOST_READ = 64 * 1024, 64 * 1024 * 1024


@dataclass(frozen=True)
class Kept:
    """One value that was posted; a name may occur several times."""

    name: str
    value: str

    @property
    def label(self) -> str:
        return self.name.replace("_", " ").replace("-", " ").capitalize()

    @property
    def is_long(self) -> bool:
        return len(self.value) > _SHORT or "\n" in self.value

    @property
    def rows(self) -> int:
        """The height of its box, in lines of about eighty characters."""
        lines = sum(1 + len(line) // 80 for line in self.value.splitlines())
        return min(max(lines, _ROWS.start), _ROWS.stop)


class KeptPostMiddleware:
    """Comes before Django's LoginRequiredMiddleware, whose redirect would drop what was posted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Return the page with what was posted, or None if nothing would be lost.

        Where htmx asks for a part of a page, the page to sign in would be put into its place. So the whole page is read
        again, or, where the page asked by itself, left as it is."""
        if not _is_signed_out(request, view):
            return None
        if request.method == "GET" and request.headers.get("HX-Request"):
            return HttpResponse(status=401) if UNATTENDED in request.headers else HttpResponseClientRefresh()
        return _page(request, status=401) if _has_text(request, view) else None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The view for settings.CSRF_FAILURE_VIEW. Signing in makes a new token, so an older page has the wrong one.

    Status 401 if the session has ended too, otherwise 403; `reason` is Django's, for its own page.
    """
    view = request.resolver_match.func if request.resolver_match else None
    # A page of another site can post here too. If we repeated that with a good token, one press of our own
    # button would send it; so only what a page of this service sent is repeated.
    if view is None or not _is_from_here(request) or not _has_text(request, view):
        return render(request, "403.html", status=403)
    return _page(request, status=401 if _is_signed_out(request, view) else 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The view for `handler400`.

    What cannot be read at all gets a page that says so. What is too large to be read gets status 413 and a page that
    says what to do: the browser still has it. The script reads JSON.
    """
    if not isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        return plain.page(request, "400.html", 400)
    _read_off(request)
    if request.headers.get("X-Requested-With") == "drafts":
        return JsonResponse({"sentence": TOO_LARGE}, status=413)
    return plain.page(request, "413.html", 413)


def _read_off(request: HttpRequest) -> None:
    """Read what is left of a request: a browser that is still sending would not read the answer."""
    left = _MOST_READ
    while left > 0 and (part := request.read(_CHUNK)):
        left -= len(part)


def _page(request: HttpRequest, *, status: int) -> HttpResponse:
    context = {"is_signed_out": status == 401, **kept_context(request)}
    response = render(request, "web/kept.html", context, status=status)
    add_never_cache_headers(response)
    return response


def kept_context(request: HttpRequest, *, without: Collection[str] = ()) -> dict[str, Any]:
    """Return what a page needs to send again what was posted: `kept`, the names of `files` and the `action`. Fields
    `without` are left out."""
    # What is sent again was pressed on the earlier page.
    request.shown = request.POST.get(SHOWN, "")  # type: ignore[attr-defined]
    return {
        "kept": [field for field in posted_values(request) if field.name not in without],
        "files": [file.name for _, files in request.FILES.lists() for file in files],
        "action": request.get_full_path(),
    }


def _is_signed_out(request: HttpRequest, view: Callable[..., Any]) -> bool:
    return not request.user.is_authenticated and getattr(view, "login_required", True)


def _has_text(request: HttpRequest, view: Callable[..., Any]) -> bool:
    if request.method != "POST" or view.__module__.startswith(_SIGN_IN):
        return False
    return any(field.value.strip() for field in posted_values(request) if field.name != once.FIELD)


def posted_values(request: HttpRequest) -> Iterator[Kept]:
    """Yield what was posted, without what only the service needs and without passwords."""
    for name, values in request.POST.lists():
        if name not in ("csrfmiddlewaretoken", SHOWN) and "password" not in name.lower():
            yield from (Kept(name, str(value)) for value in values)


def came_from(request: HttpRequest, address: str) -> str:
    """Return an address to which a page leads back: the one that is asked for if it is of this service, otherwise that
    of the first page."""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}) else "/"


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this service sent it, by the Origin header or else the Referer; False without both."""
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    ours = (f"{request.scheme}://{request.get_host()}", settings.SITE_URL)
    return any(f"{sender}/".startswith(f"{origin}/") for origin in ours)
