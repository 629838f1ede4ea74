"""Plans to be agreed at schools that are handed over, and those that wait for somebody who leaves."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.leaving.following import of_leads, of_partner
from schools.leaving.parts import Item, LeavingPart
from sil.clock import in_words

from ..models import PartnershipPlan
from ..states import OPEN


def _found(handing: HandoverPlan) -> Sequence[Open]:
    """One query."""
    return [(plan.school, _to_be_agreed(plan)) for plan in _open(Q(school__in=handing.schools))]


def _to_be_agreed(plan: PartnershipPlan) -> str:
    if plan.number:
        return "a change to be agreed"
    return f"to be agreed by {in_words(plan.due_on)}" if plan.due_on else "to be agreed"


PART = Part(
    slug="partnership_plans",
    title="Improvement plans to agree",
    order=45,
    found=_found,
    says=lambda handing: (
        f"They move with the school. {handing.taking.name} writes them with the school and agrees them. Plans that "
        "are in force stay in force."
    ),
)


def _open(condition: Q) -> QuerySet[PartnershipPlan]:
    found = PartnershipPlan.objects.filter(condition, status__in=OPEN).select_related("school", "framework_version")
    return found.order_by("school__name", "pk")


def _item(plan: PartnershipPlan) -> Item:
    return Item(plan.school.name, _to_be_agreed(plan), plan.get_absolute_url())


_COLUMNS = ("school__name", "number", "due_on")
LEAVING = (
    LeavingPart(
        slug="partnership_plans",
        title="Improvement plans to write and agree",
        order=82,
        **of_partner(_open),
        item=_item,
        columns=_COLUMNS,
        says="They follow the schools: the next School Improvement Partner writes and agrees them.",
    ),
    LeavingPart(
        slug="partnership_plans_of_heads",
        title="Improvement plans to write and agree, for the school",
        order=83,
        **of_leads(_open),
        item=_item,
        columns=_COLUMNS,
        says="They follow the post: the next person in that post writes and agrees them.",
    ),
)
