"""Does the state of a report allow this act, and what does it still lack?"""

from dataclasses import dataclass
from datetime import date

from sil.web.forms import LONGEST, LONGEST_LINE, LONGEST_NOTE, day_of
from sil.workflow import Denied, Transition, find

from ..models import Report
from ..states import ReportState
from ..transitions import REPORT_ROWS


@dataclass(frozen=True)
class Missing:
    """What a report still lacks, and the control where it is written."""

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
}


def row_for(report: Report, action: str) -> Transition:
    """Raises Denied("wrong_state", "not_held")."""
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
    """Whether somebody else has to approve it before it goes."""
    return bool(report.check_rule) and report.status in (ReportState.DRAFT, ReportState.RETURNED)


def check_complete(report: Report) -> None:
    """Raises Denied("incomplete") with everything that is missing."""
    if lacks := missing(report):
        raise Denied("incomplete", f"Before you can send the report: {'; '.join(each.words for each in lacks)}.")


def missing(report: Report) -> list[Missing]:
    """What a report lacks before it can go, each with the control where it is written."""
    visits = report.visit.framework.visits
    assert visits is not None, "a report is of a visit under a framework with visits"
    found = [
        Missing(f"“{section.name}” is empty", f"id_section-{section.id}")
        for section in visits.sections
        if section.required and not report.sections.get(section.id, "").strip()
    ]
    for place, action in enumerate(report.actions):
        if not action["text"] and any(action.values()):
            found.append(Missing(f"Agreed action {place + 1} needs a description", f"id_action-{place}-text"))
        if action["due_on"] and day_of(action["due_on"]) is None:
            found.append(
                Missing(f"Agreed action {place + 1} needs a date like 27 11 2026", f"id_action-{place}-due_day")
            )
    for place, action in enumerate(report.actions):
        if len(action["text"]) > LONGEST_NOTE or len(action["owner"]) > LONGEST_LINE:
            found.append(Missing(f"Agreed action {place + 1} is too long", f"id_action-{place}-text"))
    too_long = [section for section in visits.sections if len(report.sections.get(section.id, "")) > LONGEST]
    found += [Missing(f"“{section.name}” is too long", f"id_section-{section.id}") for section in too_long]
    return found


def check_late_reason(due: date | None, on: date, reason: str) -> None:
    """Raises Denied("reason_missing") where a report goes after its day and nothing says why."""
    if due is not None and on > due and not reason.strip():
        raise Denied("reason_missing", "Enter why the report is late.")
