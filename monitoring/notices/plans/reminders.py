"""Reminders that a compliance period ends, and of action plans.

Whoever looks after the case hears some days before a period ends and on the day; the chair and the clerk
of a plan also the day before and once it is late.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.deadlines.reminders import Stage
from sil.deadlines.working_days import ONE_DAY
from sil.outbox.post import Content, link
from sil.outbox.reminding import Reminder, remind_of

from ..models import CaseLetter
from ..states import CaseState
from ..transitions import ACTION_PLAN, COMPLIANCE
from .notifications import about, governors, officers_of_case
from .queries import OWED, STILL_ASKED, plans

STAGES = {COMPLIANCE: (Stage.BEFORE, Stage.ON), ACTION_PLAN: tuple(Stage)}
# Of these a notice has not been judged, so that its period matters.
_UNJUDGED = (CaseState.PREFORMAL, CaseState.FORMAL)


@dataclass(frozen=True, kw_only=True)
class PeriodEnds(Content):
    """To whoever looks after the case: judge each required action."""

    kind: ClassVar[str] = "notice_period_ends"
    school: str
    name: str
    url: str
    stage: str
    due: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class PlanOwed(Content):
    """To the chair and the clerk."""

    kind: ClassVar[str] = "plan_reminder"
    school: str
    url: str
    stage: str
    due: str
    basis: str


class PlanLate(PlanOwed):
    """To whoever looks after the case: the plan has not come."""

    kind: ClassVar[str] = "plan_late"


MESSAGES = (PeriodEnds, PlanOwed, PlanLate)


def remind(on: date) -> int:
    """Write every reminder whose day has come and that was not written yet. Returns the number of messages."""
    return remind_of(STAGES, lambda deadline, stage, on: _WORDS[deadline.rule](deadline, stage, on), on=on)


def _of_period(deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    related = CaseLetter.objects.select_related("case__school", "case__owner")
    letter = related.get(pk=deadline.subject_id)
    if letter.case.status not in _UNJUDGED:
        return
    content = PeriodEnds(
        school=letter.case.school.name,
        name=letter.name,
        url=link("notice_judgement", pk=letter.pk),
        **when_in_words(deadline, stage, on),
    )
    for person in officers_of_case(letter.case, on):
        yield content, person, "remind-period"


def _of_plan(deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    plan = plans().get(pk=deadline.subject_id)
    case = plan.notice.case
    if plan.status not in OWED or case.status not in STILL_ASKED or not case.school.is_open:
        return
    said: dict[str, Any] = about(plan) | when_in_words(deadline, stage, on)
    for person in governors(case, on):
        yield PlanOwed(**said), person, "remind-plan"
    if stage is Stage.AFTER:
        for person in officers_of_case(case, on):
            yield PlanLate(**said), person, "late-plan"


def when_in_words(deadline: Deadline, stage: Stage, on: date) -> dict[str, Any]:
    """What goes the working day before a weekend does not say “today” or “tomorrow” of a day that is later."""
    named = {Stage.ON: on, Stage.EVE: on + ONE_DAY}
    told = stage if deadline.due_on == named.get(stage, deadline.due_on) else Stage.BEFORE
    return {"stage": told, "due": weekday_in_words(deadline.due_on), "basis": deadline.basis}


_WORDS = {COMPLIANCE: _of_period, ACTION_PLAN: _of_plan}
