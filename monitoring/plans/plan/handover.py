"""Plans to be agreed at schools that are handed over, and those that wait for somebody who leaves."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.lacking import open_without_lead, open_without_officer
from schools.leaving.parts import Item, LeavingPart
from schools.models import AssignmentRole
from schools.queries import assigned, in_post
from sil.accounts.models import User
from sil.accounts.roles import LEADS
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


def _of_partner(person: User, on: date) -> QuerySet[PartnershipPlan]:
    return _open(assigned(person, on, role=AssignmentRole.SIP))


def _of_head(person: User, on: date) -> QuerySet[PartnershipPlan]:
    return _open(in_post(person, on, LEADS))


def _without_partner(on: date) -> QuerySet[PartnershipPlan]:
    return _open(Q(school__in=open_without_officer(AssignmentRole.SIP, on)))


def _without_head(on: date) -> QuerySet[PartnershipPlan]:
    return _open(Q(school__in=open_without_lead(on)))


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
        roles=("sip",),
        waiting=_of_partner,
        item=_item,
        columns=_COLUMNS,
        says="They follow the schools: the next School Improvement Partner writes and agrees them.",
        gone=_without_partner,
        fix="Give the school a School Improvement Partner.",
    ),
    LeavingPart(
        slug="partnership_plans_of_heads",
        title="Improvement plans to write and agree, for the school",
        order=83,
        roles=LEADS,
        waiting=_of_head,
        item=_item,
        columns=_COLUMNS,
        says="They follow the post: the next person in that post writes and agrees them.",
        gone=_without_head,
        fix="Give somebody the post of headteacher. We then tell them what waits.",
    ),
)
