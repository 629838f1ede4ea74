"""Visits in a school's timeline, for readers at the school, who do not read the events of casework."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from schools.models import School
from schools.queries import reads_casework
from sil.accounts.user_roles import UserRoles
from sil.web.timeline import Entry, Group, Source, dated

from ..models import Visit
from ..states import VisitState
from .queries import readable


def _rows(school: School, who: UserRoles) -> QuerySet[Visit] | None:
    if reads_casework(school, who):
        return None
    found = readable(who).filter(school=school, status=VisitState.HELD).annotate(lead_name=F("lead__name"))
    return dated(found, "starts_on", "lead_name", group="visits", source="visits")


def _entry(day: date, values: Mapping[str, Any]) -> Entry:
    return Entry(
        day=day,
        title="Visit held",
        by=values["lead_name"],
        href=reverse("visit", kwargs={"pk": values["pk"]}),
    )


SOURCE = Source(slug="visits", rows=_rows, entry=_entry)
GROUP = Group("visits", "Visits and reports", ("visit.", "times.", "report.", "action.", "extra_days."))
