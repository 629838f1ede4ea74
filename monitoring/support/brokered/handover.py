"""Brokered support at schools that are handed over."""

from collections.abc import Sequence

from schools.handovers.parts import HandoverPlan, Open, Part

from ..models import Support
from ..states import ENDED


def _open(handing: HandoverPlan) -> Sequence[Open]:
    """One query. An administrator reads the words, too."""
    found = Support.objects.filter(school__in=handing.schools).exclude(status__in=ENDED)
    found = found.select_related("school").order_by("school__name", "pk")
    return [(each.school, each.get_status_display()) for each in found]


PART = Part(
    slug="support",
    title="Support from others that is not closed",
    order=45,
    found=_open,
    says=lambda handing: f"It stays with the school. {handing.taking.name} will look after it from {handing.day}.",
)
