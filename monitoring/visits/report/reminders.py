"""Reminders of reports that are due, and the weekly list of late reports.

Whoever owes a report is reminded some days before, the day before, on the day and after it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.queries import leads_of
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.deadlines.reminders import Stage
from sil.outbox.post import Content, link, put
from sil.outbox.reminding import Reminder, remind_of

from ..models import Report, Visit
from ..states import REPORT_NEXT, ReportState
from .notifications import about, checkers, principal_officers
from .permissions import writers
from .queries import late, reports

MONDAY = 0
_STAGES = {
    **dict.fromkeys(("visit_report", "report_check"), tuple(Stage)),
    # After its day the report stands as issued.
    "report_answer": tuple(stage for stage in Stage if stage is not Stage.AFTER),
}


@dataclass(frozen=True, kw_only=True)
class ToDo(Content):
    """To whoever has to do what `what` says."""

    kind: ClassVar[str] = "report_reminder"
    school: str
    kind_name: str
    day: str
    url: str
    stage: str
    what: str
    due: str
    basis: str
    # Whether the report stands as issued where nobody does it.
    stands: bool = False

    def waits_for_morning(self) -> bool:
        return self.stage == Stage.BEFORE


@dataclass(frozen=True, kw_only=True)
class Late(Content):
    """To each Principal Officer, once a week: the reports that did not go in time."""

    kind: ClassVar[str] = "report_late"
    number: int
    lines: tuple[str, ...]
    url: str


MESSAGES = (ToDo, Late)


def remind(on: date) -> int:
    """Write every reminder that is due and was not written yet. Return the number written."""
    return remind_of(_STAGES, _of_report, on=on) + _tell_of_late(on)


def _of_report(deadline: Deadline, stage: Stage, on: date) -> Iterator[Reminder]:
    report = _report_of(deadline)
    if deadline.rule == "report_answer" and not report.visit.school.is_open:
        return
    what, people = _who_owes(report, deadline.rule, on)
    content = ToDo(
        **about(report.visit),
        stage=stage,
        what=what,
        due=weekday_in_words(deadline.due_on),
        basis=deadline.basis,
        stands=deadline.rule == "report_answer",
    )
    yield from ((content, person, "remind-report") for person in people)


def _report_of(deadline: Deadline) -> Report:
    path = "visit_id" if deadline.subject_table == Visit._meta.db_table else "pk"
    return reports().get(**{path: deadline.subject_id})


def _who_owes(report: Report, rule: str, on: date) -> tuple[str, list[User]]:
    if rule == "report_check":
        return REPORT_NEXT[ReportState.IN_REVIEW].act, checkers(report, on)
    if rule == "report_answer":
        return REPORT_NEXT[ReportState.ISSUED].act, [post.user for post in leads_of(report.visit.school, on)]
    # While it is checked its author still owes it.
    state = ReportState.DRAFT if report.status == ReportState.IN_REVIEW else ReportState(report.status)
    return REPORT_NEXT[state].act, [*writers(report, on)]


def _tell_of_late(on: date) -> int:
    """On a Monday, one message to each Principal Officer where any report is late."""
    if on.weekday() != MONDAY:
        return 0
    found = list(late(on).order_by("due_on", "pk"))
    if not found:
        return 0
    lines = tuple(
        f"{r.visit.school.name}: {r.visit.kind_name.lower()} of {weekday_in_words(r.visit.starts_on)}, "
        f"due {weekday_in_words(r.due_on)}, {r.owed_by.name}"
        for r in found
        if r.due_on is not None
    )
    content = Late(number=len(found), lines=lines, url=link("reports_late"))
    week = on.isoformat()
    written = [
        put(content, to=user.email, name=user.name, dedupe_key=f"late-reports:{week}:{user.pk}")
        for user in principal_officers(on)
    ]
    return sum(message is not None for message in written)
