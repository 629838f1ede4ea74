"""Record what becomes of a power that was used and rests on a notice withdrawn since (ADR 57).

Software does not undo a board or a suspended budget: the Director says whether the power stands on another ground, has
ended, or is under legal advice.
"""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words
from sil.workflow import Denied

from ..act import POWERS
from ..case.in_use import powers_in_use
from ..case.resting import rests_in
from ..letters.actions import lock
from ..models import CaseLetter, PowerReview
from ..powers.ends import end_by_record
from ..signing.permissions import check_withdraw
from ..states import LetterState

_ENDED = PowerReview.Outcome.ENDED


@transaction.atomic
def review_power(
    letter: CaseLetter, *, outcome: str, reason: str, by: User, on: date, ended_on: date | None = None
) -> PowerReview:
    """Record what becomes of a power; `outcome` is one of `PowerReview.Outcome`, `ended_on` the last day of one that
    has ended; the case then leaves its state where no other power is in use (`powers.ends.settle`).

    Raises Denied("not_the_signatory", "not_in_use", "not_resting", "no_outcome", "no_day", "to_come", "too_early",
    "no_reason", "ended").
    """
    letter = lock(letter)
    signed_as = check_withdraw(letter, by=by, on=on)
    check_resting(letter, on)
    last = _check_outcome(letter, outcome, ended_on, on)
    if not reason.strip():
        raise Denied("no_reason", "Give the reason. It is kept with the power.")
    made = PowerReview.objects.create(
        letter=letter,
        outcome=outcome,
        ended_on=last,
        reason=reason.strip(),
        by=by,
        by_as=signed_as,
        on=on,
        at=clock.now(),
    )
    events.record(
        "case_letter.power_reviewed",
        subject=letter,
        by=by,
        scope=letter.case.scope,
        reason=made.reason,
        power=POWERS[letter.powers[0]].name,
        outcome=made.get_outcome_display().lower() + (f" on {in_words(last)}" if last else ""),
    )
    if outcome == _ENDED:
        end_by_record(made, by=by, on=on)
    return made


def check_resting(letter: CaseLetter, on: date) -> None:
    """Raises Denied("not_in_use", "not_resting", "ended")."""
    if letter.kind != "power_used" or letter.status != LetterState.GIVEN:
        raise Denied("not_in_use", "This is recorded of a power that is in use.")
    if letter.pk not in rests_in(letter.case_id):
        raise Denied("not_resting", "This power does not rest on a notice that was withdrawn.")
    if not powers_in_use(on).filter(pk=letter.pk).exists():
        raise Denied("ended", "This power has already been recorded as ended.")


def _check_outcome(letter: CaseLetter, outcome: str, ended_on: date | None, on: date) -> date | None:
    """Return the last day of a power that has ended; None otherwise."""
    if outcome not in PowerReview.Outcome.values:
        raise Denied("no_outcome", "Select what becomes of the power.")
    if outcome != _ENDED:
        return None
    if ended_on is None:
        raise Denied("no_day", "Enter the day on which the power ended.")
    if ended_on > on:
        raise Denied("to_come", f"{in_words(ended_on)} is in the future. Record it once the power has ended.")
    if letter.given_on and ended_on < letter.given_on:
        raise Denied("too_early", f"The notice of the use of the power was given on {in_words(letter.given_on)}.")
    return ended_on
