"""Make requests safe before any view reads them, whoever sent them.

Pages of this service send UTF-8 without NUL, which PostgreSQL cannot store. Anything else comes from a mistyped
address or from a program that tries things. It gets a page that says so, never an error of the service.
"""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

_NUL = "\x00"
_NUL_IN_QUERY = re.compile("%00|\x00")


class PlainRequestsMiddleware:
    """Comes first. Takes the NUL out of queries and cookies, reads all text as UTF-8, and answers 404 where the
    path has a part that no record can have. NUL in a form is left to its fields, which say so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.META["QUERY_STRING"] = _NUL_IN_QUERY.sub("", request.META.get("QUERY_STRING", ""))
        # What a Content-Type may name as its charset includes some that are no text, or half a character.
        request.encoding = "utf-8"
        for name, value in list(request.COOKIES.items()):
            if _NUL in value:
                del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> None:
        if any(isinstance(part, str) and _NUL in part for part in (*args, *kwargs.values())):
            raise Http404


# The views for handler403 and 404, and the page of handler400 (sil.web.kept). Django's own read the request once more,
# to check its form token, and fail where the request cannot be read; and its page for 400 has none of the shell.


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "403.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "404.html", 404)


def page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Return a page of the shell for a request that was refused before anything was read from it."""
    if not hasattr(request, "user"):  # refused before anybody looked who it is
        request.user = AnonymousUser()
    return render(request, template, status=status)
