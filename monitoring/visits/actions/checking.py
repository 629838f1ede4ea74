"""Have a report read by somebody else before it goes: send it, take it back, return or approve it."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied

from .. import notifications_reports as notifications
from ..models import Comment, Report
from ..permissions_reports import check_may_check, check_write
from ..policies_reports import check_complete, row_for
from .reports import lock, move


@transaction.atomic
def send_to_check(report: Report, *, by: User, on: date) -> Report:
    """Raises Denied: "incomplete", "wrong_state", "not_the_writer"."""
    report = lock(report)
    check_write(report.visit, by=by, on=on)
    row = row_for(report, "send_to_check")
    check_complete(report)
    move(report, row, by=by, on=on)
    notifications.tell_to_check(report, on=on)
    return report


@transaction.atomic
def take_back(report: Report, *, by: User, on: date) -> Report:
    """Write on while nobody has checked it. Raises Denied."""
    report = lock(report)
    check_write(report.visit, by=by, on=on)
    move(report, row_for(report, "take_back"), by=by, on=on)
    return report


@transaction.atomic
def return_report(
    report: Report, *, by: User, on: date, comments: Mapping[str, str], criteria: Mapping[str, bool], version: int
) -> Report:
    """Give a report back with comments, {id of a section, "" for the whole: text}. Raises
    Denied("nothing_said") without one, and "changed" where another text was read."""
    report = _checked(report, "return", by=by, on=on, comments=comments, criteria=criteria, version=version)
    notifications.tell_checked(report, by, on=on, approved=False)
    return report


@transaction.atomic
def approve(
    report: Report, *, by: User, on: date, comments: Mapping[str, str], criteria: Mapping[str, bool], version: int
) -> Report:
    """Let a report go, with comments or without. Raises Denied."""
    report = _checked(report, "approve", by=by, on=on, comments=comments, criteria=criteria, version=version)
    notifications.tell_checked(report, by, on=on, approved=True)
    return report


def _checked(
    report: Report,
    action: str,
    *,
    by: User,
    on: date,
    comments: Mapping[str, str],
    criteria: Mapping[str, bool],
    version: int,
) -> Report:
    report = lock(report)
    check_may_check(report, by=by, on=on)
    row = row_for(report, action)
    if report.version != version:
        raise Denied("changed", "The report was taken back and changed while you read it. Read it again below.")
    said = {section: text.strip() for section, text in comments.items() if text.strip()}
    if action == "return" and not said:
        raise Denied("nothing_said", "Say what should be changed before you return the report.")
    Comment.objects.bulk_create(
        Comment(report=report, section=section, text=text, by=by, at=clock.now()) for section, text in said.items()
    )
    report.checker, report.checked = by, dict(criteria)
    report.save(update_fields=["checker", "checked"])
    move(report, row, by=by, on=on)
    return report
