"""Who came to an event, in "my work" of those who lead it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import OfferedEvent
from .queries import without_attendance


def _asks(who: UserRoles) -> QuerySet[OfferedEvent] | None:
    if not who.may(Permission.OFFER_KEEP):
        return None
    return OfferedEvent.objects.filter(without_attendance(), leader=who.user)


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        about=facts["title"],
        title="Record who came",
        act="Record who came",
        href=reverse("event_attendance", kwargs={"pk": key}),
        since=date.fromisoformat(facts["day"]),
    )


FINDER = Finder("attendance of events", _asks, item=_item, facts={"title": "title", "day": "day"})
