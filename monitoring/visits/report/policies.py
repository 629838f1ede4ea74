"""Policies of a report: does its state allow the act, and is it complete?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sil.clock import in_words
from sil.printable import unprintable_names
from sil.web.forms import LONGEST, LONGEST_LINE, LONGEST_NOTE
from sil.workflow import Denied, Transition, find

from ..agreed.typed import TypedAction
from ..models import Report
from ..states import ReportState
from ..transitions import REPORT_ROWS


@dataclass(frozen=True)
class Missing:
    """Something a report still lacks, and the id of the control where it is written."""

    words: str
    field: str


# What each act is refused with where the table has no row for it.
_REFUSALS = {
    "send_to_check": "You cannot send this report to be checked now.",
    "take_back": "This report is not being checked, so you cannot withdraw it.",
    "return": "This report is not waiting to be checked.",
    "approve": "This report is not waiting to be checked.",
    "issue": "You cannot issue this report now.",
    "accept": "This report is not waiting for the school's answer.",
    "ask_corrections": "This report is not waiting for the school's answer.",
    "reissue": "The school did not ask for corrections, so you cannot issue this report again.",
    "stand": "This report is not waiting for the school's answer.",
    "withdraw": "This report is not with the school, so there is nothing to withdraw.",
    "rewrite": "This report is not withdrawn, so you cannot start it again.",
}


def row_for(report: Report, action: str) -> Transition:
    """Return the transition of an action from the report's state. Raises Denied("wrong_state", "not_held")."""
    check_held(report)
    return find(REPORT_ROWS, action=action, source=report.status, refusal=_REFUSALS[action])


def check_held(report: Report) -> None:
    """Raises Denied("not_held") where the visit is planned again: its report waits as it was written."""
    if report.is_suspended:
        raise Denied("not_held", "This visit is planned again. Its report is kept until the visit is recorded as held.")


def check_writable(report: Report) -> None:
    """Raises Denied("not_writable", "not_held") where the text cannot be changed at present."""
    check_held(report)
    if not report.is_writable:
        raise Denied("not_writable", f"You cannot change this report now: {report.get_status_display().lower()}.")


def needs_check(report: Report) -> bool:
    """Return whether somebody else has to approve it before it is issued."""
    return bool(report.check_rule) and report.status in (ReportState.DRAFT, ReportState.RETURNED)


def check_complete(report: Report, actions: Iterable[TypedAction]) -> None:
    """Raises Denied("incomplete") with everything that is missing. `actions` are the agreed actions typed in it."""
    if lacks := missing(report, actions):
        raise Denied("incomplete", f"Before you can send the report: {'; '.join(each.words for each in lacks)}.")


def missing(report: Report, actions: Iterable[TypedAction]) -> list[Missing]:
    """Return what a report lacks before it can be sent, each with the control where it is written."""
    visits = report.visit.framework.visits
    assert visits is not None, "a report is of a visit under a framework with visits"
    found = [
        Missing(f"“{section.name}” is empty", f"id_section-{section.id}")
        for section in visits.sections
        if section.required and not report.sections.get(section.id, "").strip()
    ]
    for action in actions:
        name, control = f"Agreed action {action.row + 1}", f"id_action-{action.row}"
        if not action.text:
            found.append(Missing(f"{name} needs a description", f"{control}-text"))
        if action.has_bad_date:
            found.append(Missing(f"{name} needs a date like 27 11 2026", f"{control}-due_day"))
        found += _unprintable(name, f"{control}-text", action.text, action.owner)
        if len(action.text) > LONGEST_NOTE or len(action.owner) > LONGEST_LINE:
            found.append(Missing(f"{name} is too long", f"{control}-text"))
    for section in visits.sections:
        found += _unprintable(f"“{section.name}”", f"id_section-{section.id}", report.sections.get(section.id, ""))
    for key, said in report.followed.items():
        found += _unprintable("“How do you know?”", f"id_past-{key}-note", said.get("note", ""))
    too_long = [s for s in visits.sections if len(report.sections.get(s.id, "").strip()) > LONGEST]
    found += [Missing(f"“{section.name}” is too long", f"id_section-{section.id}") for section in too_long]
    return found + [
        Missing("“How do you know?” is too long", f"id_past-{key}-note")
        for key, said in report.followed.items()
        if len(said.get("note", "").strip()) > LONGEST_NOTE
    ]


def is_over(due: date | None, on: date) -> bool:
    """Return whether the time to answer a report has ended, so that it stands as issued: the day after the last day of
    the period. Without a period it never ends."""
    return due is not None and on > due


def check_in_time(due: date | None, on: date) -> None:
    """Raises Denied("stands") where the time to answer has ended."""
    if is_over(due, on):
        assert due is not None
        raise Denied("stands", f"The time to answer ended on {in_words(due)}, so the report stands as issued.")


def check_over(due: date | None, on: date) -> None:
    """Raises Denied("in_time") while the school may still answer."""
    if not is_over(due, on):
        raise Denied("in_time", "The school can still answer.")


def check_reason(reason: str) -> None:
    """Raises Denied("reason_missing") without a reason for a withdrawal."""
    if not reason.strip():
        raise Denied("reason_missing", "Enter why the report is withdrawn.")


def _unprintable(what: str, field: str, *texts: str) -> list[Missing]:
    names = unprintable_names(*texts)
    return [Missing(f"{what} has {names}, which cannot be printed in a letter", field)] if names else []


def check_late_reason(due: date | None, on: date, reason: str) -> None:
    """Raises Denied("reason_missing") where a report goes after its day and nothing says why."""
    if due is not None and on > due and not reason.strip():
        raise Denied("reason_missing", "Enter why the report is late.")
