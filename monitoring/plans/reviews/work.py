"""Work items of reviews: a plan that is to be reviewed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse_lazy

from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import PartnershipPlan
from .queries import owed

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


FINDER = Finder("reviews of partnership plans", _due, item=_item, facts=_FACTS)
