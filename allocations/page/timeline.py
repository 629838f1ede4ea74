"""Proposals in a school's timeline, for readers at the school, who do not read the events of casework. The band that
was settled comes with its letter."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from schools.models import School
from schools.queries import reads_casework
from sil.accounts.user_roles import UserRoles
from sil.framework.years import label
from sil.web.timeline import Entry, Source, dated

from ..allocation.queries import readable
from ..models import Allocation


def _rows(school: School, who: UserRoles) -> QuerySet[Allocation] | None:
    if reads_casework(school, who):
        return None
    found = readable(who).filter(school=school, proposal__isnull=False)
    found = found.annotate(year=F("round__academic_year"), proposed_by=F("proposal__taken_by__name"))
    return dated(found, "proposal__taken_on", "year", "proposed_by", group="allocations", source="allocations")


def _entry(day: date, values: Mapping[str, Any]) -> Entry:
    return Entry(
        day=day,
        title=f"Band proposed for {label(values['year'])}",
        by=values["proposed_by"],
        href=reverse("allocation", kwargs={"pk": values["pk"]}),
    )


SOURCE = Source(slug="allocations", rows=_rows, entry=_entry)
