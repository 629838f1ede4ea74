"""Months on the calendar, for periods and for what figures lead back to."""

from calendar import monthrange
from datetime import date


def months_on(day: date, months: int) -> date:
    """Return the corresponding day so many months later, or earlier where `months` is below nought: the last day of a
    month that has no such day. Raises ValueError outside the years 1 to 9999."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    # Of a year that no calendar has, `date` says so itself.
    longest = monthrange(year, month + 1)[1] if 1 <= year <= 9999 else day.day
    return date(year, month + 1, min(day.day, longest))
