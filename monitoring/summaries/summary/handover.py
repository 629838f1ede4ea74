"""Draft summaries at schools that are handed over."""

from collections.abc import Sequence

from schools.handovers.parts import HandoverPlan, Open, Part

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
