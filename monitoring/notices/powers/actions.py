"""Review a power while it is in use: set the day of the next review, and record each one that was held.

Source: a local rule for a board (section 65); for a suspended budget the School Standards and Framework Act 1998,
Schedule 15, for the authority's lawyer to confirm (ADR 65).
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.clock import in_words
from sil.deadlines import actions as deadlines
from sil.deadlines.rules import Due
from sil.framework.periods import Period
from sil.workflow import Denied

from ..case.permissions import check_change
from ..letters.actions import lock
from ..letters.written import start_of
from ..models import CaseLetter, PeriodicReview
from ..transitions import POWER_REVIEW
from .policies import NO_REASON, Held, check_held, check_next, check_reviewed, reviewed_in

_CONTINUES = PeriodicReview.Outcome.CONTINUES


def start_review(letter: CaseLetter, *, on: date) -> None:
    """Start the time to the first review of a power that is used by a letter given on a day, as the framework has it; a
    person enters the day where it says nothing. The caller holds the lock."""
    rules = letter.case.framework.intervention
    every = rules.power_review_days if rules else None
    if every is None or not reviewed_in(letter):
        return
    begins = max(on, start_of(letter) or on)
    trigger = "the first day of the power"
    period = _period(letter, every.count, trigger=trigger, source=every.source)
    deadlines.start(letter, rule=POWER_REVIEW, period=period, on=begins)


@transaction.atomic
def record_review(letter: CaseLetter, *, held: Held, by: User, on: date) -> PeriodicReview:
    """Record a review of a power that was held, and set the day of the next one where it continues.

    Raises Denied("not_an_officer", "not_reviewed", "ended", "not_in_use", "to_come", "before_use", "nobody",
    "no_words", "no_outcome", "no_next", "next_passed", "next_too_late").
    """
    letter = lock(letter)
    check_change(letter.case, by=by, on=on)
    check_reviewed(letter, on)
    check_held(letter, held, on)
    next_on = held.next_on if held.outcome == _CONTINUES else None
    made = PeriodicReview.objects.create(
        letter=letter,
        held_on=held.held_on,
        present=held.present.strip(),
        found=held.found.strip(),
        outcome=held.outcome,
        next_on=next_on,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    said = made.get_outcome_display().lower() + (f", next review on {in_words(next_on)}" if next_on else "")
    _record("review_held", letter, by=by, day=in_words(held.held_on), outcome=said)
    deadlines.end(letter, rule=POWER_REVIEW, on=held.held_on, met=True)
    if next_on:
        _set(letter, next_on, f"Set when the review of {in_words(held.held_on)} was recorded.", on=on)
    return made


@transaction.atomic
def set_review_day(letter: CaseLetter, *, day: date, reason: str, by: User, on: date) -> None:
    """Set the day of the next review, or change it, with the reason.

    Raises Denied("not_an_officer", "not_reviewed", "ended", "not_in_use", "no_next", "next_passed", "next_too_late",
    "no_reason").
    """
    letter = lock(letter)
    check_change(letter.case, by=by, on=on)
    check_reviewed(letter, on)
    day = check_next(day, on)
    if not reason.strip():
        raise Denied("no_reason", NO_REASON)
    _record("review_set", letter, by=by, reason=reason.strip(), day=in_words(day))
    _set(letter, day, f"Set by {by.name} on {in_words(on)}: {reason.strip()}", on=on)


def next_by_framework(letter: CaseLetter, held_on: date) -> date | None:
    """Return the day of the review after one, as the framework counts it; None where it says nothing."""
    rules = letter.case.framework.intervention
    every = rules.power_review_days if rules else None
    return held_on + timedelta(days=every.count) if every else None


def _set(letter: CaseLetter, day: date, basis: str, *, on: date) -> None:
    period = _period(letter, (day - on).days, trigger="the day on which it was set", source="A day that was entered")
    deadlines.start(letter, rule=POWER_REVIEW, period=period, on=on, printed=Due(POWER_REVIEW, on, day, basis))


def _period(letter: CaseLetter, count: int, *, trigger: str, source: str) -> Period:
    name = f"Review of {reviewed_in(letter)}"
    return Period(name=name, unit="calendar", day_one="out", trigger=trigger, source=source, count=count)


def _record(kind: str, letter: CaseLetter, *, by: User, reason: str = "", **said: Any) -> None:
    name = reviewed_in(letter)
    what = f"{name[0].upper()}{name[1:]}"
    events.record(
        f"case_letter.{kind}", subject=letter, by=by, scope=letter.case.scope, reason=reason, what=what, **said
    )
