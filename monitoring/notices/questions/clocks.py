"""What somebody is asked where the clock of the action plan and that of the compliance period meet: when a plan is
accepted, and when a notice is judged not complied with. Each question names the other date; none forbids the act.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sil.clock import weekday_in_words

from ..models import ActionPlan, Assessment, CaseLetter, PlanVersion
from ..plans.entries import entries_of
from ..plans.queries import actions_of
from ..states import PlanState
from .questions import Question


def questions_of_acceptance(plan: ActionPlan, version: PlanVersion, on: date) -> list[Question]:
    """Return what is asked when a version of a plan is accepted on a day: that it was sent or is assessed when the
    period is over, and that what it says is to be done goes on after it."""
    ends = plan.notice.period_ends_on
    if ends is None:
        return []
    found = []
    if version.sent_on > ends:
        sentence = (
            f"The plan was sent on {weekday_in_words(version.sent_on)}, after the compliance period, which ended on "
            f"{weekday_in_words(ends)}."
        )
        found.append(Question(code="plan_sent_after_period", sentence=sentence))
    elif on > ends:
        sentence = f"The compliance period ended on {weekday_in_words(ends)}, before you assess the plan."
        found.append(Question(code="plan_assessed_after_period", sentence=sentence))
    for number, day in _later_than(ends, plan, version):
        sentence = (
            f"Required action {number} is planned to be done by {weekday_in_words(day)}, after the compliance period, "
            f"{ended(ends, on)} on {weekday_in_words(ends)}."
        )
        found.append(Question(code="planned_after_period", sentence=sentence))
    return found


def questions_of_failure(notice: CaseLetter, on: date) -> list[Question]:
    """Return what is asked when a notice is judged not complied with on a day: that its plan was accepted that very day
    or has not been assessed, and that an accepted plan leaves an action more time."""
    plan = ActionPlan.objects.filter(notice=notice).first()
    if plan is None:
        return []
    version = plan.versions.filter(withdrawal=None).first()
    if plan.status == PlanState.RECEIVED and version:
        sentence = f"The action plan, sent on {weekday_in_words(version.sent_on)}, has not been assessed."
        return [Question(code="plan_not_assessed", sentence=sentence)]
    if plan.status != PlanState.ACCEPTED or version is None:
        return []
    return [*_accepted_the_same_day(version, on), *_promised_later(plan, version, on)]


def _accepted_the_same_day(version: PlanVersion, on: date) -> Iterator[Question]:
    accepted = Assessment.objects.filter(version=version).first()
    if accepted and accepted.on == on:
        sentence = f"The authority accepted the action plan on the same day, {weekday_in_words(on)}."
        yield Question(code="plan_accepted_same_day", sentence=sentence)


def _promised_later(plan: ActionPlan, version: PlanVersion, on: date) -> Iterator[Question]:
    for number, day in _later_than(on, plan, version):
        sentence = (
            f"The plan that the authority accepted gives the governing body until {weekday_in_words(day)} for required "
            f"action {number}."
        )
        yield Question(code="planned_after_judgement", sentence=sentence)


def _later_than(day: date, plan: ActionPlan, version: PlanVersion) -> Sequence[tuple[int, date]]:
    """The numbers of the required actions that a version plans to do after a day, each with the day."""
    entries: Iterable[tuple[int, date | None]] = (
        (entry.number, entry.by_when.on) for entry in entries_of(actions_of(plan), version.entries)
    )
    return [(number, by_when) for number, by_when in entries if by_when and by_when > day]


def ended(ends: date, on: date) -> str:
    """Return "which ended" or "which ends", as it is on a day."""
    return "which ended" if ends < on else "which ends"
