"""Events in a school's timeline: who came to which."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from schools.models import School
from sil.accounts.user_roles import UserRoles
from sil.web.timeline import Entry, Group, Source, dated

from ..models import Booking
from .permissions import reads_offer


def _rows(school: School, who: UserRoles) -> QuerySet[Booking] | None:
    if not reads_offer(school, who):
        return None
    came = Booking.objects.filter(school=school, attended=True)
    named = came.annotate(title=F("event__title"), held_on=F("event__day"), of_event=F("event"), at_school=F("school"))
    return dated(
        named, "held_on", "name", "role", "title", "of_event", "at_school", group="offer_events", source="offer_events"
    )


def _entry(day: date, values: Mapping[str, Any]) -> Entry:
    return Entry(
        day=day,
        title=f"{values['name']} ({values['role']}) came to “{values['title']}”",
        href=reverse("school_event", kwargs={"urn": values["at_school"], "pk": values["of_event"]}),
    )


SOURCE = Source(slug="offer_events", rows=_rows, entry=_entry)
GROUP = Group("offer_events", "Events")
