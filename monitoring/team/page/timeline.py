"""Meetings of the Team Around the School in a school's timeline, for its head and chair, who do not read the events of
casework."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from schools.models import School
from schools.queries import reads_casework
from sil.accounts.user_roles import UserRoles
from sil.web.timeline import Entry, Group, Source, dated

from ..meeting.queries import readable
from ..models import Meeting


def _rows(school: School, who: UserRoles) -> QuerySet[Meeting] | None:
    if reads_casework(school, who):
        return None
    found = (
        readable(who).filter(team__school=school, status=Meeting.Status.HELD).annotate(lead_name=F("team__lead__name"))
    )
    return dated(found.select_related(None), "day", "lead_name", group="teams", source="team")


def _entry(day: date, values: Mapping[str, Any]) -> Entry:
    return Entry(
        day=day,
        title="Meeting of the Team Around the School",
        by=values["lead_name"],
        href=reverse("team_meeting", kwargs={"pk": values["pk"]}),
    )


SOURCE = Source(slug="team", rows=_rows, entry=_entry)
GROUP = Group("teams", "Team Around the School", ("team.",))
