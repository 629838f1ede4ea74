"""Actions of the check of a report: send it, withdraw it, return or approve it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts.models import User
from sil.workflow import Denied

from ...agreed.typed import typed_actions
from ...models import Comment, Report
from .. import notifications
from ..permissions import check_may_check, check_write
from ..policies import check_complete, row_for
from .replies import Purpose, check_about, discard_reply
from .writing import lock, move


@transaction.atomic
def send_to_check(report: Report, *, by: User, on: date) -> Report:
    """Raises Denied: "incomplete", "wrong_state", "not_the_writer"."""
    report = lock(report)
    check_write(report, by=by, on=on)
    row = row_for(report, "send_to_check")
    check_complete(report, typed_actions(report))
    move(report, row, by=by, on=on)
    notifications.tell_to_check(report, on=on)
    return report


@transaction.atomic
def take_back(report: Report, *, by: User, on: date) -> Report:
    """Withdraw a report from checking while nobody has checked it. The checker's unsent comments are kept for the next
    time. Raises Denied("not_the_writer", "wrong_state")."""
    report = lock(report)
    check_write(report, by=by, on=on)
    move(report, row_for(report, "take_back"), by=by, on=on)
    return report


@transaction.atomic
def return_report(
    report: Report,
    *,
    by: User,
    on: date,
    comments: Mapping[str, str],
    criteria: Mapping[str, bool],
    version: int,
    reply: int = 0,
) -> Report:
    """Return a report with comments, {id of a section, "" for the whole: text}. `version` is the save of the report
    that was read, `reply` that of the unsent comments. Raises Denied("nothing_said") without a comment,
    Denied("changed") where another text was read, and as `discard_reply` does."""
    said: dict[str, Any] = {"comments": comments, "criteria": criteria, "version": version, "reply": reply}
    report = _checked(report, "return", by=by, on=on, **said)
    notifications.tell_returned(report, by, on=on)
    return report


@transaction.atomic
def approve(
    report: Report,
    *,
    by: User,
    on: date,
    comments: Mapping[str, str],
    criteria: Mapping[str, bool],
    version: int,
    reply: int = 0,
) -> Report:
    """Approve a report, with comments or without. Takes and raises the same as `return_report`."""
    said: dict[str, Any] = {"comments": comments, "criteria": criteria, "version": version, "reply": reply}
    report = _checked(report, "approve", by=by, on=on, **said)
    notifications.tell_approved(report, by, on=on)
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
    reply: int,
) -> Report:
    report = lock(report)
    check_may_check(report, by=by, on=on)
    row = row_for(report, action)
    check_about(report, Purpose.CHECK, version)
    said = {section: text.strip() for section, text in comments.items() if text.strip()}
    if action == "return" and not said:
        raise Denied("nothing_said", "Enter what should be changed before you return the report.")
    discard_reply(report, Purpose.CHECK, version=reply)
    Comment.objects.bulk_create(
        Comment(report=report, section=section, text=text, by=by, at=clock.now()) for section, text in said.items()
    )
    report.checker, report.checked = by, dict(criteria)
    report.save(update_fields=["checker", "checked"])
    move(report, row, by=by, on=on)
    return report
