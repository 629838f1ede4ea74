"""Times offered for visits at schools that are handed over, or by a partner who leaves."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.leaving.parts import Item, LeavingPart, Moving, can_act, holders

from ..models import TimesOffer
from ..states import OFFER_WAITS
from ..visit.permissions import VISITORS
from .actions import hand_to


def _waiting(condition: Q) -> QuerySet[TimesOffer]:
    found = TimesOffer.objects.filter(condition, status__in=OFFER_WAITS)
    return found.select_related("school", "framework_version").order_by("school__name", "pk")


def _of_handover(handing: HandoverPlan) -> QuerySet[TimesOffer]:
    return _waiting(Q(lead=handing.giving, school__in=handing.schools))


def _found(handing: HandoverPlan) -> Sequence[Open]:
    """One query."""
    return [(offer.school, f"times offered for the {offer.kind_name.lower()}") for offer in _of_handover(handing)]


def _move(handing: HandoverPlan) -> None:
    for offer in _of_handover(handing).select_for_update(of=("self",)):
        hand_to(offer, handing.taking, by=handing.by)


PART = Part(
    slug="times",
    title="Times offered for visits",
    order=20,
    found=_found,
    says=lambda handing: (
        f"{handing.taking.name} will lead the visits. A time at which they are busy can no longer be chosen."
    ),
    move=_move,
)


def _take(rows: Sequence[TimesOffer], moving: Moving) -> int:
    """Return how many moved."""
    for offer in rows:
        hand_to(offer, moving.taking, by=moving.by)
    return len(rows)


LEAVING = LeavingPart(
    slug="times",
    title="Times offered for visits",
    order=65,
    roles=VISITORS,
    waiting=lambda person, on: _waiting(Q(lead=person)),
    item=lambda offer: Item(
        offer.school.name,
        f"times offered for the {offer.kind_name.lower()}",
        reverse("times", kwargs={"pk": offer.pk}),
    ),
    columns=("kind", "school__name", "framework_version__sha256"),
    says="The person you choose leads the visits. A time at which they are busy can no longer be chosen.",
    gone=lambda on: _waiting(Q(school__is_open=True) & ~can_act("lead", VISITORS, on)),
    fix="Withdraw the times on their page, or hand the school over.",
    takers=lambda person, on: holders(VISITORS, on).exclude(pk=person.pk),
    take=_take,
)
