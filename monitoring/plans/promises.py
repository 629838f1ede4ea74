"""The promise that a plan is agreed within its period."""

from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from schools.queries import partner_then
from sil.accounts.user_roles import UserRoles
from sil.deadlines.promises import Promise, periods_of

from .models import PartnershipPlan
from .sides.queries import readable
from .transitions import DEADLINE


def _agreed(who: UserRoles, year: int) -> QuerySet[Any]:
    plan = PartnershipPlan.objects.filter(pk=OuterRef("subject_id"))
    found = periods_of(readable(who), DEADLINE, year).annotate(of_school=Subquery(plan.values("school")[:1]))
    return found.annotate(of_partner=partner_then("of_school", "due_on"), target=F("subject_id"))


PROMISE = Promise(
    slug="partnership-plans",
    label="Improvement plans",
    owed_by="The school and its partner",
    text="The plan that a band asks for is agreed by both sides within its period.",
    order=55,
    route="partnership_plan",
    rule=DEADLINE,
    rows=_agreed,
)
