"""The time and the day. The only module that asks the machine's clock.

Dates are those of Europe/London: a proposal made at 23:30 UTC on a summer evening
belongs to the next day in Liverpool. Everything else takes dates as arguments.
"""

import os
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# Names a file that holds a moment in ISO form. Tests write it to move the time of
# processes they started; a deploy check refuses it in production.
FILE_VARIABLE = "SIL_CLOCK_FILE"

_held: ContextVar[datetime | None] = ContextVar("held clock", default=None)


def now() -> datetime:
    """The present moment, with the London time zone."""
    held = _held.get()
    if held is not None:
        return held
    file = os.environ.get(FILE_VARIABLE)
    if file:
        return local(datetime.fromisoformat(Path(file).read_text().strip()))
    return datetime.now(LONDON)


def today() -> date:
    """The present day in London."""
    return now().date()


def in_london(value: date | datetime) -> date:
    """The day in London of a moment; a bare date is that day already."""
    return local(value).date() if isinstance(value, datetime) else value


def in_words(day: date) -> str:
    """4 December 2026"""
    return f"{day.day} {day:%B %Y}"


def weekday_in_words(day: date) -> str:
    """Thursday 3 December 2026, where somebody has to be there or to act by then"""
    return f"{day:%A} {in_words(day)}"


def time_in_words(moment: time) -> str:
    """9.30am, 2pm, noon or midnight"""
    if moment.minute == 0 and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def whole_minute(moment: datetime) -> datetime:
    """The first whole minute from a moment on: it has come once a clock without seconds shows it."""
    begun = moment.replace(second=0, microsecond=0)
    return begun if begun == moment else begun + timedelta(minutes=1)


def moment_in_words(moment: datetime) -> str:
    """Thursday 3 December at 9.12am"""
    here = local(moment)
    return f"{here:%A} {here.day} {here:%B} at {time_in_words(here.time())}"


@contextmanager
def at(moment: date | datetime) -> Iterator[None]:
    """Hold the clock at a moment (a bare date means ten in the morning of it).

    For tests and for the demonstration data, which must lie in the past.
    """
    token = _held.set(local(moment))
    try:
        yield
    finally:
        _held.reset(token)


def local(value: date | datetime) -> datetime:
    """A moment as it reads on a clock in London; a bare date is ten in the morning of it."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(10))
    return value.replace(tzinfo=LONDON) if value.tzinfo is None else value.astimezone(LONDON)


def months_on(day: date, months: int) -> date:
    """The corresponding day so many months later, or earlier where `months` is below nought: the last day of a month
    that has no such day. Raises ValueError outside the years 1 to 9999."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    # Of a year that no calendar has, `date` says so itself.
    longest = monthrange(year, month + 1)[1] if 1 <= year <= 9999 else day.day
    return date(year, month + 1, min(day.day, longest))
