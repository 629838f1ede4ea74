"""Issue a report to the school, issue it again with corrections, and record the school's answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.deadlines import actions as deadlines
from sil.workflow import Denied, Transition

from ...agreed.actions import store_agreed
from ...agreed.typed import TypedAction, typed_actions
from ...follow_ups.sources import answers_in_words, settle
from ...models import Answer, Report, ReportVersion
from .. import notifications
from ..letters import sign_for
from ..permissions import check_answer, check_write
from ..policies import check_complete, check_in_time, check_late_reason, needs_check, row_for
from ..queries import period
from .replies import Purpose, check_about, discard_reply
from .writing import lock, move


@transaction.atomic
def issue(report: Report, *, by: User, on: date, version: int, late_reason: str = "") -> ReportVersion:
    """Issue a report to the school: sign the letter, store the text as version 1, end the period for the report.

    `version` is the save that was read. Raises Denied: "to_be_checked", "incomplete", "changed", "reason_missing" where
    it is late, "wrong_state", "not_the_writer".
    """
    report = lock(report)
    check_write(report, by=by, on=on)
    row = row_for(report, "issue")
    if needs_check(report):
        raise Denied("to_be_checked", f"{report.check_rule}. Send the report to be checked first.")
    owed = period(report.visit, "visit_report")
    actions = typed_actions(report)
    _check_text(report, actions, version)
    check_late_reason(owed.due_on if owed and not owed.met_on else None, on, late_reason)
    if late_reason.strip():
        report.late_reason = late_reason.strip()
        report.save(update_fields=["late_reason"])
    made = _issue(report, actions, row, by=by, on=on)
    deadlines.end(report.visit, rule="visit_report", on=on, met=True)
    return made


@transaction.atomic
def reissue(report: Report, *, by: User, on: date, version: int) -> ReportVersion:
    """Issue the corrected text as the next version. Raises Denied as `issue` does."""
    report = lock(report)
    check_write(report, by=by, on=on)
    row = row_for(report, "reissue")
    actions = typed_actions(report)
    _check_text(report, actions, version)
    return _issue(report, actions, row, by=by, on=on)


def issue_for_moved(report: Report, *, by: User, on: date) -> ReportVersion:
    """Issue the text of a report to the school that its visit was moved to. The caller holds the lock, has withdrawn it
    from the wrong school and has asked for permission."""
    return _issue(report, typed_actions(report), row_for(report, "issue"), by=by, on=on)


@transaction.atomic
def accept(report: Report, *, by: User, on: date, version_id: int, reply: int = 0) -> Answer:
    """Record that the school finds the version it read accurate. `reply` is the save of its unsent answer. Raises
    Denied: "wrong_state", "stands" where the time to answer has ended, "changed", "not_the_head", and as
    `discard_reply` does."""
    return _answer(report, "accept", by=by, on=on, version_id=version_id, corrections={}, reply=reply)


@transaction.atomic
def ask_corrections(
    report: Report, *, by: User, on: date, version_id: int, corrections: Mapping[str, str], reply: int = 0
) -> Answer:
    """Record what the school wants corrected, {id of a section, "" for the whole: text}. Raises Denied("nothing_said")
    without a word, and as `accept` does."""
    said = {section: text.strip() for section, text in corrections.items() if text.strip()}
    if not said:
        raise Denied("nothing_said", "Enter what should be corrected in at least one part.")
    return _answer(report, "ask_corrections", by=by, on=on, version_id=version_id, corrections=said, reply=reply)


def _check_text(report: Report, actions: Sequence[TypedAction], version: int) -> None:
    if report.version != version:
        raise Denied("changed", "The report was changed after you opened this page. Read it again below.")
    check_complete(report, actions)


def _issue(report: Report, actions: Sequence[TypedAction], row: Transition, *, by: User, on: date) -> ReportVersion:
    earlier = list(report.versions.select_related("letter__withdrawal").defer("letter__html"))
    number = len(earlier) + 1
    here = [each for each in earlier if each.letter.urn == report.visit.school_id]
    content = issued_content(report, actions)
    move(report, row, by=by, on=on, reason=report.late_reason if number == 1 else "", number=len(here) + 1)
    replaces = here[0].letter if here and hasattr(here[0].letter, "withdrawal") else None
    letter = sign_for(report, content, number=len(here) + 1, by=by, on=on, replaces=replaces)
    made = ReportVersion.objects.create(
        report=report,
        number=number,
        content=content,
        letter=letter,
        issued_by=by,
        issued_on=on,
        issued_at=clock.now(),
    )
    settle(report, by=by, on=on)
    store_agreed(report, actions, by=by)
    return made


def issued_content(report: Report, actions: Sequence[TypedAction]) -> dict[str, Any]:
    """Return the text of a report as a version stores it: {"sections": [{"id", "name", "text"}], "followed":
    [{"about", "text", "progress", "note"}], "actions": [{"text", "owner", "due_on": "2026-11-27" or ""}]},
    in words that later frameworks cannot change."""
    visits = report.visit.framework.visits
    assert visits is not None, "a report is of a visit under a framework with visits"
    sections = [{"id": s.id, "name": s.name, "text": report.sections.get(s.id, "").strip()} for s in visits.sections]
    agreed = [
        {"text": each.text, "owner": each.owner, "due_on": each.due_on.isoformat() if each.due_on else ""}
        for each in actions
    ]
    return {"sections": [s for s in sections if s["text"]], "followed": answers_in_words(report), "actions": agreed}


def _answer(
    report: Report, action: str, *, by: User, on: date, version_id: int, corrections: Mapping[str, str], reply: int
) -> Answer:
    report = lock(report)
    post = check_answer(report, by=by, on=on)
    row = row_for(report, action)
    running = period(report, "report_answer")
    check_in_time(running.due_on if running else None, on)
    check_about(report, Purpose.ANSWER, version_id)
    discard_reply(report, Purpose.ANSWER, version=reply)
    role = report.visit.framework.title(post.role)
    made = Answer.objects.create(
        version_id=version_id,
        accurate=action == "accept",
        corrections=dict(corrections),
        by=by,
        role=role,
        on=on,
        at=clock.now(),
    )
    move(report, row, by=by, on=on, role=role.lower())
    notifications.tell_answered(report, made)
    return made
