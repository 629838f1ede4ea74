"""Days that the figures of a rule lead back to."""

from calendar import monthrange
from datetime import date


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier; the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_days_of_term(terms: list[tuple[date, date]], on: date, days: int) -> date | None:
    """The day of term with which so many days of term begin that end on a day, weekends included; None where the terms
    on record, as (first, last), are shorter."""
    left = days
    for first, last in sorted(terms, reverse=True):
        length = (min(last, on) - first).days + 1
        if length >= left:
            return date.fromordinal(first.toordinal() + length - left)
        left -= max(length, 0)
    return None
