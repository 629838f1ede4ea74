"""End powers: what follows for a case when a power has ended, whichever way it did (ADR 65).

A letter names the last day of a power; a director records that one whose notice was withdrawn has ended. Either leaves
a `PowerEnd`, and the case leaves its state once none of its powers is in use.
"""

import logging
from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.clock import in_words
from sil.deadlines import actions as deadlines
from sil.workflow import Denied, Transition

from ..case.actions import lock, move
from ..case.in_use import ends_in, others_in_use, powers_in_use
from ..case.policies import case_row
from ..letters.written import last_day_of
from ..models import Case, CaseLetter, PowerEnd, PowerReview
from ..states import CaseState, LetterState
from ..transitions import POWER_REVIEW

log = logging.getLogger(__name__)
# In these states a power of the case is in use.
IN_USE = (CaseState.POWERS_USED, CaseState.CATEGORY_POWER)


def end_by_letter(letter: CaseLetter, *, on: date) -> PowerEnd:
    """Record the end of the power that a letter ends, as it prints it; nobody reviews it any more. The caller holds the
    lock and gives the letter."""
    last = last_day_of(letter)
    assert letter.made_from is not None and last is not None, "it is signed with the last day of a power"
    deadlines.end(letter.made_from, rule=POWER_REVIEW, on=on, met=False)
    return PowerEnd.objects.create(power=letter.made_from, letter=letter, last_day=last)


def end_by_record(review: PowerReview, *, by: User, on: date) -> PowerEnd:
    """Record the end of a power that a director says has ended, and move its case. The caller holds the lock."""
    assert review.ended_on is not None, "it says that the power has ended"
    deadlines.end(review.letter, rule=POWER_REVIEW, on=on, met=False)
    made = PowerEnd.objects.create(power=review.letter, review=review, last_day=review.ended_on)
    settle(review.letter.case, by=by, on=on, reason=review.reason)
    return made


def settle(case: Case, *, by: User | None, on: date, reason: str = "") -> bool:
    """Move a case of which a power was in use, once none is: to where its notice stands alone, or, where the notice was
    withdrawn, to the state before it. Returns whether it did. The caller holds the lock."""
    used = case.letters.filter(kind="power_used", status=LetterState.GIVEN).select_related("made_from")
    last = used.order_by("-pk").first()
    if case.status not in IN_USE or last is None or powers_in_use(on).filter(case=case).exists():
        return False
    day = max(each.last_day for each in ends_in([case.pk], on).values())
    withdrawn = last.made_from is not None and last.made_from.status == LetterState.WITHDRAWN
    action = "withdraw_power_and_notice" if withdrawn else "end_last_power"
    move(case, case_row(case, action), by=by, on=on, reason=reason, name=last.name, day=in_words(day))
    return True


def row_without(power: CaseLetter, on: date) -> Transition | None:
    """Return the transition of the case if the letter that uses a power is withdrawn; None where another one is in use.

    Raises Denied("wrong_step").
    """
    if others_in_use(power, on).exists():
        return None
    others = power.case.letters.filter(kind="power_used", status=LetterState.GIVEN).exclude(pk=power.pk)
    if others.exists():
        return case_row(power.case, "end_last_power")
    withdrawn = power.made_from is not None and power.made_from.status == LetterState.WITHDRAWN
    return case_row(power.case, "withdraw_power_and_notice" if withdrawn else "withdraw_power")


def end_powers(on: date) -> int:
    """Move each case of which the last day of the last power has passed. Returns their number."""
    done = 0
    for pk in Case.objects.filter(status__in=IN_USE).order_by("pk").values_list("pk", flat=True):
        try:
            done += _settle_one(pk, on)
        except Denied:
            log.exception("Case %s could not leave the state in which its power was in use", pk)
    return done


@transaction.atomic
def _settle_one(pk: int, on: date) -> bool:
    return settle(lock(Case(pk=pk), to_write=True), by=None, on=on)
