"""Work items of reviews: a plan that is to be reviewed, and for a Principal Officer one that does not move."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse_lazy

from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import PartnershipPlan, PlanReview
from ..sides.permissions import keeps_every_school
from .queries import counts, owed, plans_not_moving

_FACTS = {"school": "school__name", "due": "review_due"}


def _due(who: UserRoles) -> QuerySet[PartnershipPlan] | None:
    if not who.may(Permission.VISIT_RECORD):
        return None
    mine = PartnershipPlan.objects.filter(assigned(who.user, who.on, role=AssignmentRole.SIP), number__gt=0)
    return owed(mine, who.on).filter(review_due__isnull=False)


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title="Review the improvement plan",
        about=facts["school"],
        href=reverse_lazy("plan_review_add", kwargs={"pk": key}),
        act="Review the plan",
        due=date.fromisoformat(facts["due"]),
        basis="A plan is reviewed in each term.",
    )


def _stuck(who: UserRoles) -> QuerySet[PartnershipPlan] | None:
    """Plans with an objective that has not moved twice in a row, for those who keep an eye on every school."""
    if not keeps_every_school(who):
        return None
    found = PartnershipPlan.objects.filter(pk__in=plans_not_moving())
    reviews = PlanReview.objects.filter(counts(), plan=OuterRef("pk")).order_by("-on", "-pk")
    return found.annotate(reviewed_on=Subquery(reviews.values("on")[:1]))


def _stuck_item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title="An objective of the improvement plan has not moved in the last two reviews",
        about=facts["school"],
        href=reverse_lazy("plan_progress", kwargs={"pk": key}),
        act="Read its progress",
        since=date.fromisoformat(facts["reviewed_on"]),
    )


STUCK = Finder(
    "plans that do not move",
    _stuck,
    item=_stuck_item,
    facts={"school": "school__name", "reviewed_on": "reviewed_on"},
)
FINDER = Finder("reviews of partnership plans", _due, item=_item, facts=_FACTS)
