"""Delete what somebody typed in a form once the form is sent."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.http import HttpRequest, HttpResponseBase

from .actions import discard
from .context import SENT


class UnsentTextMiddleware:
    """A form that is sent leads on to another page. One that is refused comes back, or leads on with a warning: then
    the text is kept. Comes after Django's MessageMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        leads_on = request.method == "POST" and 300 <= response.status_code < 400
        if leads_on and request.user.is_authenticated and not _is_refused(request):
            was_kept = discard(request.user, request.path)
            # The script says of a form whether the browser may hold a copy of it.
            if was_kept or "unsent" in request.POST:
                request.session[SENT] = request.path
        return response


def _is_refused(request: HttpRequest) -> bool:
    storage = messages.get_messages(request)
    found = any(message.level >= messages.WARNING for message in storage)
    if isinstance(storage, BaseStorage):
        # They were only looked at, and are still to be shown.
        storage.used = False
    return found
