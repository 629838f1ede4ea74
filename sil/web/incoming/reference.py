"""Each request gets a reference, which its answer and everything logged for it bear (sil.logs.reference)."""

from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponseBase

from sil.logs import reference

from .proxies import comes_from_proxy

_GIVEN = "HTTP_X_REQUEST_ID"


class RequestIdMiddleware:
    """Comes first, before TrustedProxiesMiddleware puts the visitor's address in place of the proxy's. The reference is
    a trusted proxy's, or one of our own: nobody else says by what their request goes in our logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = str(request.META.pop(_GIVEN, ""))
        found = reference.checked(given) if comes_from_proxy(request) else reference.new()
        # Until the answer is sent: Django says that there was no such page after all middleware.
        reference.begin(found)
        response = self.get_response(request)
        response[reference.HEADER] = found
        return response


def _end(**kwargs: Any) -> None:
    reference.begin("")


request_finished.connect(_end, dispatch_uid="forget the reference", weak=False)
