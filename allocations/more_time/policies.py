"""Policies of more time to answer: until when it can be asked for and given."""

from datetime import date

from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.deadlines.rules import recorded_calendar
from sil.deadlines.working_days import end_of_period
from sil.workflow import Denied

from ..models import TimeRequest


def last_day(deadline: Deadline) -> date:
    """Return the last day until which a school can be given more time: the framework's own period once more."""
    return end_of_period(
        deadline.due_on, count=deadline.count, unit=deadline.unit, day_one="out", calendar=recorded_calendar()
    )


def check_day(day: date, deadline: Deadline) -> None:
    """Raises Denied("not_later", "too_long") unless a day is after the one on which the answer is due, and within the
    framework's own period once more."""
    if day <= deadline.due_on:
        raise Denied("not_later", f"Enter a day after {weekday_in_words(deadline.due_on)}, when the answer is due.")
    if day > (last := last_day(deadline)):
        days = f"{deadline.count} {'working ' if deadline.unit == 'working' else ''}days"
        raise Denied(
            "too_long",
            f"Enter {weekday_in_words(last)} or an earlier day. The framework gives {days} to answer, and a school can "
            "have as many again.",
        )


def check_open(found: TimeRequest) -> None:
    """Raises Denied("answered")."""
    if not found.is_open:
        raise Denied("answered", "This request has already been answered or withdrawn.")
