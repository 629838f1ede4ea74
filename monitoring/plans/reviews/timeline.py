"""Reviews of plans in a school's timeline, for those who may read them. Officers read the events besides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from schools.models import School
from schools.queries import reads_casework
from schools.succession import urns_with_predecessors
from sil.accounts.user_roles import UserRoles
from sil.web.timeline import Entry, Source, dated

from ..models import PlanReview
from ..sides.permissions import readers
from .queries import counts


def _rows(school: School, who: UserRoles) -> QuerySet[PlanReview] | None:
    if reads_casework(school, who):
        return None
    found = PlanReview.objects.filter(counts(), readers(who, plan="plan__"))
    found = found.filter(plan__school__in=urns_with_predecessors(school))
    return dated(found, "on", group="plans", source="plan_reviews")


def _entry(day: date, values: Mapping[str, Any]) -> Entry:
    href = reverse("plan_review", kwargs={"pk": values["pk"]})
    return Entry(day=day, title="Improvement plan reviewed", href=href)


SOURCE = Source(slug="plan_reviews", rows=_rows, entry=_entry)
