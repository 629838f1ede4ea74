"""Working days of the demonstration."""

from datetime import date

from sil.deadlines.rules import recorded_calendar


def workday(day: date) -> date:
    """Return the day itself, or the last working day before it."""
    calendar = recorded_calendar()
    return day if calendar.is_working_day(day) else calendar.last_working_day_before(day)
