"""What an administrator reads by an access is recorded, and each of their pages says that they have it.

The access gives schools only while a page is read (`schools.queries`), so that nothing can be changed by it.
"""

import re
from collections.abc import Callable
from html import unescape
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from sil.accounts.access import actor, user_roles
from sil.accounts.roles import CASEWORK_READER, ROLES
from sil.web.shell.about import school_of

from ..models import CaseworkAccess
from .actions import record_read
from .queries import held_by

# Pages that administrators read without any access: of these nothing is recorded. Pages that ask for a permission
# of theirs are not named here.
OWN = frozenset(
    {
        *("account", "calendar", "framework", "help", "home", "mail_choice", "saved_filter_add", "saved_filters"),
        *("schools", "unsent_text", "visits", "message", "messages", "audit"),
        *("appointment_days", "appointment_mistake", "appointment_put_right", "assistant_end"),
        *("casework_accesses", "casework_access", "casework_access_ask", "casework_access_end"),
    }
)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_FILE = re.compile(r'filename="?([^";]+)')
_BEGINNING = 4_000


class _WithAccesses(HttpRequest):
    """A request as the middleware below leaves it."""

    casework_accesses: list[CaseworkAccess]


class CaseworkAccessMiddleware:
    """Comes after UserRolesMiddleware. Sets `request.casework_accesses` for those who read by an access."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated or not user_roles(request).holds(CASEWORK_READER):
            return self.get_response(request)
        who = user_roles(request)
        held = list(held_by(who.user, who.on))
        cast("_WithAccesses", request).casework_accesses = held
        response = self.get_response(request)
        if request.method in ("GET", "HEAD") and response.status_code == 200:
            _record(request, response, held)
        return response


def _record(request: HttpRequest, response: HttpResponseBase, held: list[CaseworkAccess]) -> None:
    match = request.resolver_match
    if match is None or not _is_casework(match.func, match.url_name or "", request):
        return
    granted = {school.pk: access for access in held for school in access.schools.all()}
    urn = match.kwargs.get("urn") or school_of(request)
    if urn is not None and urn not in granted:
        return
    access = granted[urn] if urn is not None else held[0]
    record_read(access, by=actor(request), page=_page(response), path=request.path, urn=urn)


def _is_casework(view: object, route: str, request: HttpRequest) -> bool:
    """Whether a page is none of those that the person reads as an administrator."""
    permissions = getattr(getattr(view, "access", None), "permissions", None)
    if permissions is None or route in OWN:
        return False
    own = user_roles(request).roles - {CASEWORK_READER}
    return not any(permission in role.permissions for role in map(ROLES.get, own) if role for permission in permissions)


def _page(response: HttpResponseBase) -> str:
    """Return the title of a page or the name of a file."""
    if found := _FILE.search(response.get("Content-Disposition", "")):
        return found[1]
    if isinstance(response, HttpResponse) and response.get("Content-Type", "").startswith("text/html"):
        text = response.content[:_BEGINNING].decode(response.charset, "replace")
        if title := _TITLE.search(text):
            # Without the name of the service, which stands last in each.
            return unescape(" ".join(title[1].split())).rpartition(" – ")[0]
    return ""
