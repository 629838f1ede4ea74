"""Queries of the text that is being written."""

from collections.abc import Sequence

from django.db.models import QuerySet

from sil.accounts.user_roles import UserRoles

from ..models import Objective, PartnershipPlan
from ..sides.permissions import WITH_ASSISTANTS, reads_drafts
from .content import Written, written


def objectives_of(plan: PartnershipPlan) -> list[Objective]:
    """Return the objectives of a plan that were not removed, in their order. One query."""
    return list(Objective.objects.filter(plan=plan, removed_on=None).select_related("saved_by"))


def removed_of(plan: PartnershipPlan) -> list[Objective]:
    """Return the objectives that were removed, the latest first."""
    found = Objective.objects.filter(plan=plan, removed_on__isnull=False).select_related("removed_by")
    return list(found.order_by("-removed_on", "-pk"))


def all_written(objectives: Sequence[Objective]) -> list[Written]:
    """Return objectives with the numbers that the page gives them."""
    return [written(each, number) for number, each in enumerate(objectives, start=1)]


def readable_objectives(who: UserRoles) -> QuerySet[Objective]:
    """Return the objectives of the plans of which a person reads what is being written."""
    found = Objective.objects.filter(reads_drafts(who, plan="plan__", heads=WITH_ASSISTANTS))
    return found.select_related("plan__school", "plan__framework_version", "saved_by")
