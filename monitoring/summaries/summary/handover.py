"""Draft summaries at schools that are handed over."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.lacking import open_without_officer
from schools.leaving.parts import Item, LeavingPart
from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.models import User

from ..models import Summary


def _found(handing: HandoverPlan) -> Sequence[Open]:
    """One query."""
    drafts = Summary.objects.filter(school__in=handing.schools, status=Summary.Status.DRAFT)
    rows = drafts.select_related("school", "term").order_by("school__name", "pk")
    return [(row.school, f"Summary of the {row.term.words}") for row in rows]


def _says(handing: HandoverPlan) -> str:
    when = "" if handing.has_come else f"from {handing.day} "
    return f"They move with the school: {when}{handing.taking.name} will approve them."


PART = Part(slug="summaries", title="Summaries not approved yet", order=50, found=_found, says=_says)


def _to_approve(person: User, on: date) -> QuerySet[Summary]:
    return _drafts(assigned(person, on, role=AssignmentRole.SIP))


def _nobody_approves(on: date) -> QuerySet[Summary]:
    return _drafts(Q(school__in=open_without_officer(AssignmentRole.SIP, on)))


def _drafts(condition: Q) -> QuerySet[Summary]:
    found = Summary.objects.filter(condition, status=Summary.Status.DRAFT).select_related("school", "term")
    return found.order_by("school__name", "pk")


LEAVING = LeavingPart(
    slug="summaries",
    title="Summaries to approve",
    order=85,
    roles=("sip",),
    waiting=_to_approve,
    item=lambda row: Item(row.school.name, f"Summary of the {row.term.words}", row.get_absolute_url()),
    columns=("school__name", "term__name", "term__starts_on"),
    says="They follow the schools: the next partner approves them.",
    gone=_nobody_approves,
    fix="Give the school a School Improvement Partner.",
)
