"""What stands on the first pages of a bundle: the index, what was recorded and when, what was asked and found?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sil.accounts.standing import standing_of
from sil.clock import local
from sil.letters.models import Delivery
from sil.web import timeline

from ..models import Bundle, CaseLetter, RequiredAction
from ..states import LetterState
from .collecting import Item

# More than ten years of a school's record.
MOST = 5000


@dataclass(frozen=True)
class Row:
    """One document of the index, and the page of the bundle on which it begins."""

    item: Item
    page: int


def front(bundle: Bundle, items: list[Item], starts: Mapping[int, int]) -> dict[str, Any]:
    """The context of the first pages."""
    case, made = bundle.case, local(bundle.asked_at)
    given = CaseLetter.objects.filter(case=case, status__in=[LetterState.GIVEN, LetterState.WITHDRAWN])
    asked = RequiredAction.objects.filter(letter__in=given).select_related("letter__letter")
    served = Delivery.objects.filter(recipient__letter__in=given.values("letter"))
    return {
        "bundle": bundle,
        "case": case,
        "school": case.school,
        "authority": case.framework.authority,
        "made": made,
        "index": [Row(item, starts[item.number]) for item in items],
        "evidence": case.evidence.filter(removed_on__isnull=True).select_related("added_by"),
        "discussions": case.discussions.select_related("director", "recorded_by"),
        "required": asked.prefetch_related("findings__found_by"),
        "served": served.select_related("recipient__letter", "recorded_by").order_by("given_on", "pk"),
        # The school's record as whoever asked for the bundle may read it, the earliest first.
        "chronology": reversed(timeline.latest(case.school, standing_of(bundle.asked_by, made.date()), MOST)),
    }
