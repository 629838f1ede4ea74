"""Who came to an event, in "my work" of those who lead it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import Booking, OfferedEvent


def _asks(who: UserRoles) -> QuerySet[OfferedEvent] | None:
    if not who.may(Permission.OFFER_KEEP):
        return None
    booked = Booking.objects.filter(event=OuterRef("pk"), status=Booking.Status.BOOKED)
    return OfferedEvent.objects.filter(
        Exists(booked), leader=who.user, status=OfferedEvent.Status.HELD, attendance_on__isnull=True
    )


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        about=facts["title"],
        title="Record who came",
        act="Record who came",
        href=reverse("event_attendance", kwargs={"pk": key}),
        since=date.fromisoformat(facts["day"]),
    )


FINDER = Finder("attendance of events", _asks, item=_item, facts={"title": "title", "day": "day"})
