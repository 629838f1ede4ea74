"""How many lists and files one person takes within an hour: more than anybody needs by hand (docs/adr/0176).

What was taken is an event already (sil.web.lists.taken), so the events are counted and nothing else has to be kept: all
web processes see the same, and the broker may be emptied.
"""

from collections.abc import Callable
from datetime import timedelta
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from sil import clock
from sil.accounts.access import actor
from sil.audit.queries import done_by, next_allowed

from .export import wants_file
from .taken import DOCUMENT, LIST, kind_taken

WITHIN = timedelta(hours=1)
# The setting of each kind. 0 is without a limit.
_SETTINGS = {LIST: "EXPORTS_AN_HOUR", DOCUMENT: "DOCUMENTS_AN_HOUR"}


class TakenTooOftenMiddleware:
    """Comes after FilesTakenMiddleware, which records what is let through. A list is refused before it is made; that an
    answer is a document is known only once it is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if kind_taken(request, response) == DOCUMENT and (refusal := _refusal(request, DOCUMENT)):
            response.close()
            return refusal
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Return the page that says when the next list can be exported, or None where it can be now."""
        if request.user.is_authenticated and wants_file(request):
            return _refusal(request, LIST)
        return None


def _refusal(request: HttpRequest, kind: str) -> HttpResponse | None:
    limit: int = getattr(settings, _SETTINGS[kind])
    until = next_allowed(done_by(str(actor(request).pk), kind), limit, WITHIN) if limit else None
    if until is None:
        return None
    context = {"is_list": kind == LIST, "limit": limit, "until": clock.local(clock.whole_minute(until)).time()}
    answer = render(request, "web/too_often.html", context, status=429)
    answer["Retry-After"] = str(ceil((until - clock.now()).total_seconds()))
    add_never_cache_headers(answer)
    return answer
