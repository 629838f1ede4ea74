"""Find what became of what a notice requires, and judge whether it was answered."""

from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.deadlines import actions as deadlines
from sil.workflow import Denied, require_confirmation

from ..case.actions import lock, move
from ..case.permissions import check_change, title_of_officer
from ..models import CaseLetter, Confirmation, Finding, Judgement, RequiredAction
from ..questions.answers import keep_answers
from ..questions.clocks import questions_of_failure
from ..questions.questions import to_confirm
from ..transitions import COMPLIANCE
from .policies import (
    check_all_judged,
    check_in_force,
    check_nothing_on_the_way,
    check_period_over,
    judgement_warnings,
    row_of_judgement,
)
from .queries import judged


@transaction.atomic
def record_finding(action: RequiredAction, *, by: User, on: date, result: str, evidence: str) -> Finding:
    """Record what was found of a required action, on which evidence; `result` is one of `Finding.Result`. A wrong
    finding is corrected by a later one: the latest counts.

    Raises Denied("not_an_officer", "not_in_force", "no_result", "no_evidence").
    """
    letter = action.letter
    case = lock(letter.case)
    check_change(case, by=by, on=on)
    check_in_force(case, letter)
    if result not in Finding.Result.values:
        raise Denied("no_result", "Say whether it is done.")
    if not evidence.strip():
        raise Denied("no_evidence", "Say what evidence this is based on.")
    made = Finding.objects.create(
        action=action, result=result, evidence=evidence.strip(), found_by=by, found_on=on, at=clock.now()
    )
    events.record(
        "case_letter.judged",
        subject=letter,
        by=by,
        scope=case.scope,
        number=action.place,
        result=made.get_result_display().lower(),
    )
    return made


@transaction.atomic
def judge(letter: CaseLetter, *, by: User, on: date, secured: bool, reasons: str, sure: str = "") -> Judgement:
    """Judge whether a notice was answered: improvement secured or not, a formal one complied with or not.
    The latest judgement counts; it can be judged again until a letter about it is given.

    Raises Denied("not_an_officer", "not_in_force", "converted", "wrong_step", "no_reasons", "on_the_way");
    for a notice that was answered "not_judged", for one that was not "period_runs"; and "sure" with what
    speaks against it, unless `sure` is that very sentence.
    """
    case = lock(letter.case)
    check_change(case, by=by, on=on)
    row = row_of_judgement(case, letter, secured=secured, on=on)
    actions = judged(letter)
    if secured:
        check_all_judged(actions)
    else:
        check_period_over(letter, on)
    if not reasons.strip():
        raise Denied("no_reasons", "Give your reasons. They are kept with the judgement.")
    check_nothing_on_the_way(case)
    asked = questions_of_failure(letter, on) if not secured else []
    require_confirmation([*judgement_warnings(actions, secured=secured), *to_confirm(asked)], sure)
    title = title_of_officer(case, by=by, on=on)
    keep_answers(letter, Confirmation.Act.JUDGE, asked, by=by, by_as=title)
    made = Judgement.objects.create(
        letter=letter, secured=secured, reasons=reasons.strip(), by=by, on=on, at=clock.now()
    )
    move(case, row, by=by, on=on, reason=made.reasons)
    deadlines.end(letter, rule=COMPLIANCE, on=on, met=secured)
    return made
