"""Present a letter for signature, sign or return it, and call it off before it is given."""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit.shown import require_as_shown
from sil.deadlines.rules import recorded_calendar
from sil.letters import actions as letters
from sil.letters.models import Letter
from sil.memo import asked_at_once
from sil.workflow import Denied

from ..case.permissions import check_change, title_of_officer
from ..case.policies import check_branch
from ..letters.actions import PRINTED, check_version, lock, move, refresh_recipients
from ..letters.letters import sign_for
from ..letters.policies import (
    Timing,
    check_complete,
    check_dated,
    check_expired,
    check_step,
    letter_row,
    timing_of,
)
from ..letters.powers import check_days_of_power, check_power
from ..models import CaseLetter, Confirmation, Remark
from ..questions.answers import keep_answers, require_answers
from ..questions.questions import Question, about_day, questions_of, without_day
from . import notifications
from .permissions import check_call_off, check_sign, signers


@transaction.atomic
def present(
    letter: CaseLetter,
    *,
    dated: date,
    by: User,
    on: date,
    version: int,
    sure: str = "",
    day_sure: str = "",
    plan_reason: str = "",
) -> CaseLetter:
    """Present a letter for signature, to be given on a day. `day_sure` repeats what is asked about the day, `sure` what
    else is asked (`questions`), and `plan_reason` says why its action plan can be due when its period is over; all are
    kept.

    Raises Denied: "changed", "incomplete", "dated_before", "converted", "wrong_step", "notice_of_state",
    "period_runs", "conditions", "ends_before", "planned_before", "nobody_signs", "calendar", "odd_day",
    "no_plan_reason", "sure", "wrong_state", "not_an_officer".
    """
    letter = lock(letter)
    check_change(letter.case, by=by, on=on)
    row = letter_row(letter, "present")
    check_version(letter, version)
    refresh_recipients(letter, on)
    _, asked = _ready(letter, dated, on)
    letter.writers.add(by)
    able = list(signers(letter, on))
    if not able:
        title = letter.case.framework.title(letter.step.signed_by)
        named = " who is named on this restricted case" if letter.case.restricted else ""
        raise Denied("nobody_signs", f"Nobody can sign it: there is no {title}{named} who did not help to write it.")
    if (odd := about_day(asked)) != day_sure:
        raise Denied("odd_day", odd or "Nothing is unusual about the day any more. Present the letter again.")
    require_answers(without_day(asked), sure=sure, reason=plan_reason)
    title = title_of_officer(letter.case, by=by, on=on)
    keep_answers(letter, Confirmation.Act.PRESENT, asked, by=by, by_as=title, reason=plan_reason)
    move(letter, row, by=by, dated=dated, prepared_by=by, presented_at=clock.now())
    notifications.tell_to_sign(letter, able)
    return letter


@transaction.atomic
def take_back(letter: CaseLetter, *, by: User, on: date) -> None:
    """Take a letter back from the signatory, to change it. Raises Denied("not_an_officer", "wrong_state")."""
    letter = lock(letter)
    check_change(letter.case, by=by, on=on)
    move(letter, letter_row(letter, "take_back"), by=by)


@transaction.atomic
def return_letter(letter: CaseLetter, *, text: str, by: User, on: date) -> None:
    """Return a letter with comments. Raises Denied("not_the_signatory", "own_letter", "wrong_state", "no_remark")."""
    letter = lock(letter)
    signed_as = check_sign(letter, by=by, on=on)
    row = letter_row(letter, "return")
    if not text.strip():
        raise Denied("no_remark", "Say what has to be changed.")
    remark = Remark.objects.create(letter=letter, text=text.strip(), by=by, by_as=signed_as, at=clock.now())
    move(letter, row, by=by, reason=remark.text)
    notifications.tell_returned(letter, remark)


@transaction.atomic
def sign(letter: CaseLetter, *, by: User, on: date, version: int, sure: str = "", plan_reason: str = "") -> Letter:
    """Sign a letter: its words, its recipients and the dates of its periods are frozen as printed. A worker
    makes the PDF; it goes on the day it is dated. `sure` and `plan_reason` are the signatory's, as in `present`.

    Raises Denied as `present` does, and "own_letter", "not_the_signatory", "changed" where the case has changed since.
    """
    letter = lock(letter, *PRINTED)
    signed_as = check_sign(letter, by=by, on=on)
    row = letter_row(letter, "sign")
    # What the case holds is read with the letter: its chronology, evidence and discussions.
    require_as_shown(letter.case)
    check_version(letter, version)
    assert letter.dated is not None, "it was presented for a day"
    timing, asked = _ready(letter, letter.dated, on)
    require_answers(asked, sure=sure, reason=plan_reason)
    keep_answers(letter, Confirmation.Act.SIGN, asked, by=by, by_as=signed_as, reason=plan_reason)
    runs = timing.period
    signed = sign_for(letter, timing, by=by, signed_as=signed_as, on=on)
    move(
        letter,
        row,
        by=by,
        letter=signed,
        period_starts_on=runs.starts if runs else None,
        period_ends_on=runs.due if runs else None,
        period_basis=runs.basis if runs else "",
        plan_ends_on=timing.plan.due if timing.plan else None,
        plan_basis=timing.plan.basis if timing.plan else "",
        represent_by=timing.intention.represent_by if timing.intention else None,
        usable_from=timing.intention.usable_from if timing.intention else None,
        usable_basis=timing.intention.basis if timing.intention else "",
        answer_ends_on=timing.answer.due if timing.answer else None,
        answer_basis=timing.answer.basis if timing.answer else "",
    )
    notifications.tell_signed(letter, by)
    return signed


@transaction.atomic
def call_off(letter: CaseLetter, *, by: User, on: date, reason: str = "") -> None:
    """Stop a signed letter before it is given. It can be dated and signed again, as another letter, or discarded.

    Raises Denied("not_the_signatory", "wrong_state").
    """
    letter = lock(letter)
    check_call_off(letter, by=by, on=on)
    lapse(letter, by=by, on=on, reason=reason)


def lapse(letter: CaseLetter, *, by: User | None, on: date, reason: str = "") -> None:
    """Record that a signed letter is not given: what was signed is withdrawn, and its officers are told. The caller
    holds the lock. Raises Denied("wrong_state")."""
    row = letter_row(letter, "lapse")
    assert letter.letter is not None and letter.dated is not None, "it is signed"
    why = reason.strip() or f"It was not given on {clock.in_words(letter.dated)}, the date on the letter."
    letters.withdraw(letter.letter, reason=why, by=by, on=on)
    move(letter, row, by=by, reason=why)
    notifications.tell_lapsed(letter, why)


@asked_at_once
def _ready(letter: CaseLetter, dated: date, on: date) -> tuple[Timing, list[Question]]:
    """Return the day on which a letter counts as given and its periods, if it may go on the day it is dated for: the
    step, the contents, the conditions of a power, and the school's type on the day it counts as given; and what is
    asked about it."""
    now, calendar = clock.now(), recorded_calendar()
    check_dated(dated, on)
    check_step(letter.case, letter.kind, dated)
    check_expired(letter, dated)
    check_complete(letter)
    if letter.kind_of.power:
        check_power(letter, dated)
    check_days_of_power(letter, dated)
    timing = timing_of(letter, dated, calendar, now)
    check_branch(letter.case, timing.service.given)
    return timing, questions_of(letter, dated, now, timing=timing)
