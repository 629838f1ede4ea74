"""Open agreed actions at schools that are handed over."""

from collections.abc import Sequence

from django.db.models import Count, F

from schools.handovers.parts import HandoverPlan, Open, Part

from .queries import OPEN_PROGRESS, on_record


def _actions(handing: HandoverPlan) -> Sequence[Open]:
    """How many for each school; one query."""
    by_school = {school.pk: school for school in handing.schools}
    there = on_record().filter(school__in=handing.schools, progress__in=OPEN_PROGRESS)
    counts = there.order_by().values_list("school").annotate(n=Count("pk")).order_by(F("school__name"), "school")
    return [(by_school[key], f"{number} action{'' if number == 1 else 's'}") for key, number in counts]


PART = Part(
    slug="actions",
    title="Agreed actions to follow up",
    order=30,
    found=_actions,
    says=lambda handing: f"They move with the school. {handing.taking.name} will follow them up at the next visit.",
)
