"""Which powers are in use on a day: one rule for every state, list and panel.

A power is in use from the day of the letter that uses it until the last day that a letter names for it, or until a
director records that it has ended. Source: ADR 65.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from sil.clock import in_words

from ..models import CaseLetter
from ..models.power_reviews import ends_that_hold
from ..states import LetterState

_USED = Q(kind="power_used", status=LetterState.GIVEN)


@dataclass(frozen=True, kw_only=True)
class End:
    """The last day of a power, and whether it has passed."""

    last_day: date
    has_passed: bool

    @property
    def words(self) -> str:
        """The power ended on 31 March 2027, or ends on it."""
        return f"The power {'ended' if self.has_passed else 'ends'} on {in_words(self.last_day)}"


def powers_in_use(on: date) -> QuerySet[CaseLetter]:
    """Return the letters that use a power which is in use on a day, its last day among them."""
    passed = ends_that_hold().filter(Q(review__isnull=False) | Q(last_day__lt=on), power=OuterRef("pk"))
    return CaseLetter.objects.filter(_USED, ~Exists(passed))


def others_in_use(power: CaseLetter, on: date) -> QuerySet[CaseLetter]:
    """Return the other powers in use on the case of one."""
    return powers_in_use(on).filter(case=power.case_id).exclude(pk=power.pk)


def ends_in(cases: Iterable[int], on: date) -> dict[int, End]:
    """Return the end of each power of some cases that has one, by the key of the letter that uses it. One query."""
    found = ends_that_hold().filter(power__case__in=list(cases)).order_by("pk")
    return {
        each.power_id: End(last_day=each.last_day, has_passed=each.review_id is not None or each.last_day < on)
        for each in found
    }


def ends_of(letters: Iterable[CaseLetter], on: date) -> dict[int, End]:
    """Return the ends of the powers that letters use, by their keys. One query, none where no letter uses a power."""
    cases = {each.case_id for each in letters if each.kind_of.power}
    return ends_in(cases, on) if cases else {}
