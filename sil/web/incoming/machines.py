"""Addresses that programs ask, and no person in a browser, answer by https alone.

A page asked by http leads to https. A program would follow without a word, and send the key of a calendar or the token
of GOV.UK Notify in the open each time; refused, it is put right once.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

_PATHS = re.compile(r"/calendar/[^/]+\.ics|/notify/receipts/|/metrics")


class MachinesByHttpsMiddleware:
    """Comes after TrustedProxiesMiddleware, which says how a request came, and before Django's own redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SECURE_SSL_REDIRECT and not request.is_secure() and _PATHS.fullmatch(request.path):
            return HttpResponse(
                "Ask for this address by https.\n", status=403, content_type="text/plain; charset=utf-8"
            )
        return self.get_response(request)
