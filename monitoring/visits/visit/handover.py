"""Planned visits at schools that are handed over."""

from collections.abc import Sequence

from django.db.models import QuerySet

from schools.handovers.parts import HandoverPlan, Open, Part

from ..models import Visit
from ..states import VisitState
from .actions import hand_to
from .policies import dates_of
from .queries import related


def _planned(handing: HandoverPlan) -> QuerySet[Visit]:
    led = Visit.objects.filter(lead=handing.giving, school__in=handing.schools, status=VisitState.PLANNED)
    return related(led).order_by("school__name", "starts_on", "pk")


def _to_come(handing: HandoverPlan) -> Sequence[Open]:
    """Those that move, each with whether the taker has another visit then. Two queries."""
    theirs = Visit.objects.filter(lead=handing.taking, status=VisitState.PLANNED, ends_on__gte=handing.starts_on)
    busy = list(theirs.values_list("starts_on", "ends_on"))
    found = []
    for visit in _planned(handing).filter(starts_on__gte=handing.starts_on):
        clash = any(first <= visit.ends_on and last >= visit.starts_on for first, last in busy)
        words = f"{visit.kind_name}, {dates_of(visit).words}"
        found.append((visit.school, f"{words}. {handing.taking.name} has another visit then" if clash else words))
    return found


def _move_visits(handing: HandoverPlan) -> None:
    coming = _planned(handing).filter(starts_on__gte=handing.starts_on)
    for visit in coming.select_for_update(of=("self",)):
        hand_to(visit, handing.taking, by=handing.by)


def _before(handing: HandoverPlan) -> Sequence[Open]:
    """One query."""
    found = _planned(handing).filter(starts_on__lt=handing.starts_on)
    return [(visit.school, f"{visit.kind_name}, {dates_of(visit).words}") for visit in found]


PARTS = (
    Part(
        slug="visits",
        title="Planned visits from that day",
        order=10,
        found=_to_come,
        says=lambda handing: f"{handing.taking.name} will lead them from now on. The dates stay the same.",
        move=_move_visits,
    ),
    Part(
        slug="visits-before",
        title="Planned visits before that day",
        order=15,
        found=_before,
        says=lambda handing: f"They stay with {handing.giving.name}, who will record what happened.",
    ),
)
