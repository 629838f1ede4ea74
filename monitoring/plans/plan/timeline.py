"""Agreed plans in a school's timeline, for those who may read them. Officers read the events of the plan besides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse

from schools.models import School
from schools.queries import reads_casework
from schools.succession import urns_with_predecessors
from sil.accounts.user_roles import UserRoles
from sil.web.timeline import Entry, Group, Source, dated

from ..models import PlanVersion
from ..sides.permissions import readers


def _rows(school: School, who: UserRoles) -> QuerySet[PlanVersion] | None:
    if reads_casework(school, who):
        return None
    found = PlanVersion.objects.filter(readers(who, plan="plan__"), plan__school__in=urns_with_predecessors(school))
    return dated(found.annotate(of=F("plan")), "agreed_on", "number", "of", "reason", group="plans", source="plans")


def _entry(day: date, values: Mapping[str, Any]) -> Entry:
    return Entry(
        day=day,
        title=f"Improvement plan agreed, version {values['number']}",
        why=values["reason"],
        href=reverse("partnership_plan_version", kwargs={"pk": values["of"], "number": values["number"]}),
    )


SOURCE = Source(slug="plans", rows=_rows, entry=_entry)
GROUP = Group("plans", "Improvement plans", ("partnership_plan.", "plan_objective.", "plan_review.", "plan_paper."))
