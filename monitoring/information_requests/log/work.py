"""Requests that are owed, in "my work" of those who answer them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import InformationRequest
from ..states import Kind, RequestState
from .limits import SOURCES


def _asks(who: UserRoles) -> QuerySet[InformationRequest] | None:
    if not who.may(Permission.INFORMATION_REQUESTS):
        return None
    owed = InformationRequest.objects.filter(status__in=[RequestState.OPEN, RequestState.CLARIFYING])
    return owed.exclude(person=who.user)


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    kind = Kind(facts["kind"])
    waits = facts["status"] == RequestState.CLARIFYING
    return WorkItem(
        title="Record the clarification once it is there" if waits else "Answer a request for information",
        about=f"Request {key}, {kind.label.lower()}",
        href=InformationRequest(pk=key).get_absolute_url(),
        act="Open the request",
        due=date.fromisoformat(facts["due"]) if facts["due"] else None,
        since=date.fromisoformat(facts["since"]),
        basis=SOURCES[kind],
        by_law="" if waits else SOURCES[kind],
        is_optional=waits,
    )


FINDER = Finder(
    slug="information requests",
    asks=_asks,
    item=_item,
    facts={"kind": "kind", "status": "status", "due": "due_on", "since": "received_on"},
)
