"""Planned visits at schools that are handed over."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.leaving.parts import Item, LeavingPart, Moving, can_act, holders
from sil.accounts.models import User

from ..models import Visit
from ..states import VisitState
from .actions import hand_to
from .permissions import VISITORS
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


def _led(person: User, on: date) -> QuerySet[Visit]:
    """Planned visits, also those that are past and not recorded."""
    return _open_visits(Q(lead=person))


def _nobody_leads(on: date) -> QuerySet[Visit]:
    return _open_visits(Q(school__is_open=True) & ~can_act("lead", VISITORS, on))


def _open_visits(condition: Q) -> QuerySet[Visit]:
    found = related(Visit.objects.filter(condition, status=VisitState.PLANNED))
    return found.order_by("school__name", "starts_on", "pk")


def _take(rows: Sequence[Visit], moving: Moving) -> int:
    """Return how many moved: while the person still works here, the visits before their last day stay with them."""
    stays = moving.starts_on if moving.starts_on > moving.on else None
    moved = [row for row in rows if stays is None or row.starts_on >= stays]
    for visit in moved:
        hand_to(visit, moving.taking, by=moving.by)
    return len(moved)


def _item(visit: Visit) -> Item:
    words = f"{visit.kind_name}, {dates_of(visit).words}"
    return Item(visit.school.name, words, reverse("visit", kwargs={"pk": visit.pk}))


LEAVING = LeavingPart(
    slug="visits",
    title="Planned visits to lead",
    order=60,
    roles=VISITORS,
    waiting=_led,
    item=_item,
    columns=("kind", "starts_on", "ends_on", "starts_at", "school__name", "framework_version__sha256"),
    says="The person you choose leads those from that day on. The dates stay the same.",
    gone=_nobody_leads,
    fix="Select another lead on the page of the visit, or cancel it.",
    takers=lambda person, on: holders(VISITORS, on).exclude(pk=person.pk),
    take=_take,
)
