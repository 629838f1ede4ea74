"""Withdraw a report that was issued, start it again from its text, and let one stand that nobody answered."""

from datetime import date

from django.db import transaction

from sil.accounts.models import User
from sil.clock import in_words
from sil.letters import actions as letters
from sil.letters.models import Letter
from sil.workflow import Denied

from ...agreed.actions import recount_followed
from ...models import Report
from .. import notifications
from ..permissions import check_withdraw
from ..policies import check_over, check_reason, row_for
from ..queries import letters_on_record, period, to_stand
from .writing import lock, move


@transaction.atomic
def withdraw(report: Report, *, by: User, on: date, reason: str, again: bool) -> Report:
    """Withdraw a report that the school was sent, with every letter of it; those who had it are told, without its text.
    With `again` it is written again from its text, else it stays withdrawn.

    Raises Denied("reason_missing", "wrong_state", "not_the_writer").
    """
    report = lock(report)
    check_withdraw(report, by=by, on=on)
    withdrawn = take_off_record(report, by=by, on=on, reason=reason)
    if again:
        move_to_draft(report, by=by, on=on)
    notifications.tell_withdrawn(report, withdrawn, by, reason=reason.strip(), again=again, on=on)
    return report


def take_off_record(report: Report, *, by: User, on: date, reason: str) -> list[Letter]:
    """Withdraw a report and its letters, whose text nobody at the school reads any longer, and return the letters that
    were withdrawn now. The caller holds the lock, has asked for permission, and tells those who had it."""
    check_reason(reason)
    row = row_for(report, "withdraw")
    move(report, row, by=by, on=on, reason=reason.strip())
    recount_followed(report.visit)
    found = letters_on_record(report)
    for letter in found:
        letters.withdraw(letter, reason=reason.strip(), by=by, on=on, withheld=True)
    return found


@transaction.atomic
def rewrite(report: Report, *, by: User, on: date) -> Report:
    """Start a withdrawn report again from its text; whoever writes it is told. Raises Denied("wrong_state",
    "not_the_writer")."""
    report = lock(report)
    check_withdraw(report, by=by, on=on)
    move_to_draft(report, by=by, on=on)
    notifications.tell_to_rewrite(report, by, on=on)
    return report


def move_to_draft(report: Report, *, by: User, on: date) -> None:
    """Start a withdrawn report again. The caller holds the lock and has asked for permission."""
    move(report, row_for(report, "rewrite"), by=by, on=on)


@transaction.atomic
def stand(report: Report, *, on: date) -> None:
    """Let a report stand as issued that the school did not answer in time. Raises Denied("wrong_state", "in_time")."""
    report = lock(report)
    row = row_for(report, "stand")
    running = period(report, "report_answer")
    check_over(running.due_on if running else None, on)
    move(report, row, by=None, on=on, due=in_words(running.due_on) if running else "")


def let_stand(on: date) -> int:
    """Let every report stand that the school did not answer in time. Return their number."""
    count = 0
    for report in to_stand(on):
        try:
            stand(report, on=on)
        except Denied:
            # Answered or withdrawn meanwhile.
            continue
        count += 1
    return count
