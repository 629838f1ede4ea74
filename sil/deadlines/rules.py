"""Apply a period of the framework to a day, and say why it ends when it does."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sil.clock import in_words, weekday_in_words
from sil.framework.periods import Period
from sil.memo import remembered

from .models import BankHoliday
from .working_days import Calendar, end_of_period

NUMBERS = {"calendar": "", "working": "working "}


@dataclass(frozen=True)
class Due:
    """The outcome: the day the period started from, its last day, and the reason in words."""

    rule: str
    starts: date
    due: date
    basis: str


@remembered
def recorded_calendar() -> Calendar:
    """The bank holidays on record. One query a page that is read."""
    return calendar_of(BankHoliday.objects.values_list("date", flat=True))


def calendar_of(days: Iterable[date]) -> Calendar:
    """A calendar that knows every year in which a holiday is recorded."""
    holidays = frozenset(days)
    return Calendar(holidays, frozenset(day.year for day in holidays))


def fingerprint(calendar: Calendar) -> str:
    """Names the calendar that a deadline was counted with."""
    days = ",".join(sorted(day.isoformat() for day in calendar.holidays))
    return f"bank holidays {hashlib.sha256(days.encode()).hexdigest()[:12]}"


def due(rule: str, period: Period, start: date, *, calendar: Calendar) -> Due:
    """When a period of the framework that starts on a day ends, and why.

    Raises CalendarIncomplete where working days run into a year without recorded holidays.
    """
    end = end_of_period(start, count=period.count, unit=period.unit, day_one=period.day_one, calendar=calendar)
    return Due(rule, start, end, basis(period, start, end))


def basis(period: Period, start: date, end: date) -> str:
    """The reason for a date, in the words shown beside it."""
    many = "" if period.count == 1 else "s"
    if period.day_one == "in":
        days = f"{period.count} {period.unit} day{many}"
        return f"{period.name}: {days}, beginning with {period.trigger}: {_from_to(start, end)}."
    days = f"{period.count} {NUMBERS[period.unit]}day{many}"
    return (
        f"{period.name}: within {days} of {period.trigger}, {in_words(start)}, "
        f"not counting that day: by {in_words(end)}."
    )


def _from_to(start: date, end: date) -> str:
    """Friday 4 December to Thursday 31 December 2026; a single day alone."""
    if start == end:
        return weekday_in_words(end)
    first = weekday_in_words(start)
    if start.year == end.year:
        first = first.removesuffix(f" {start.year}")
    return f"{first} to {weekday_in_words(end)}"
