"""Draft summaries at schools that are handed over."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.leaving.following import of_partner
from schools.leaving.parts import Item, LeavingPart

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


def _drafts(condition: Q) -> QuerySet[Summary]:
    found = Summary.objects.filter(condition, status=Summary.Status.DRAFT).select_related("school", "term")
    return found.order_by("school__name", "pk")


LEAVING = LeavingPart(
    slug="summaries",
    title="Summaries to approve",
    order=85,
    **of_partner(_drafts),
    item=lambda row: Item(row.school.name, f"Summary of the {row.term.words}", row.get_absolute_url()),
    columns=("school__name", "term__name", "term__starts_on"),
    says="They follow the schools: the next partner approves them.",
)
