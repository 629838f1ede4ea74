"""Proposals still to be made for schools that are handed over."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from schools.handovers.parts import HandoverPlan, Open, Part
from sil.framework.years import label

from ..models import Allocation, Draft
from ..states import AWAITING_SIP, Party


def _found(handing: HandoverPlan) -> Sequence[Open]:
    """One query."""
    drafts = Draft.objects.filter(allocation=OuterRef("pk"), party=Party.SIP)
    mine = Allocation.objects.filter(school__in=handing.schools, status__in=AWAITING_SIP)
    rows = mine.select_related("school", "round").annotate(is_begun=Exists(drafts)).order_by("school__name", "pk")
    begun = {True: "a draft has been started", False: "not started"}
    return [(row.school, f"{label(row.round.academic_year)}, {begun[row.is_begun]}") for row in rows]


def _says(handing: HandoverPlan) -> str:
    if handing.has_come:
        return f"They move with the school. {handing.taking.name} will continue the draft and propose."
    return (
        f"They move with the school. {handing.giving.name} can propose until the day before. From "
        f"{handing.day} {handing.taking.name} will continue the draft."
    )


PART = Part(slug="proposals", title="Proposals to be made", order=40, found=_found, says=_says)
