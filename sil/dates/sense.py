"""Which dates make sense in a place, and the question about one that does not.

A date that breaks a rule of law is refused by the action of its domain; what is only unusual is asked about once.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from sil.clock import weekday_in_words
from sil.deadlines.models import BankHoliday
from sil.deadlines.rules import recorded_calendar
from sil.registry import Registry

NOW, MONTH, YEAR = timedelta(), timedelta(days=31), timedelta(days=366)


class Place(Enum):
    """Whether somebody has to be there on the day."""

    NOWHERE = "nowhere"
    # An office that works Monday to Friday.
    WORK = "work"
    # A school, in its terms.
    SCHOOL = "school"


@dataclass(frozen=True, kw_only=True)
class Sense:
    """What is usual for one date.

    `past` and `future` are how far from today it usually is; NOW for a date that is usually not past, or not to come,
    and None where the action refuses what is beyond. `place` is whether somebody has to be there.
    """

    past: timedelta | None
    future: timedelta | None
    place: Place = Place.NOWHERE


@dataclass(frozen=True)
class Limit:
    """A day before or after which a date is odd, with its name: Limit(day, "the visit")."""

    day: date
    name: str


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a page knows about a date: the first and last day of what it belongs to, the school where somebody has to
    be (a `schools.models.School`), and the day on record, which was asked about when it was recorded."""

    first: Limit | None = None
    last: Limit | None = None
    school: Any = None
    recorded: date | None = None


@dataclass(frozen=True)
class Closure:
    """Days on which a school is closed, as an app knows them. `reason` returns the words after "is" in the question, or
    "" for a day on which it is open; the school may be None."""

    slug: str
    reason: Callable[[date, Any], str]


CLOSURES: Registry[Closure] = Registry("closed days", key=lambda closure: closure.slug)
NOTHING_KNOWN = Known()


def question(day: date, sense: Sense, *, on: date, known: Known = NOTHING_KNOWN) -> str:
    """Return what to ask about a day, or "" where nothing is odd about it or it is on record already."""
    if day == known.recorded:
        return ""
    found = [*_far(day, sense, on), *_outside(day, known), *_closed(day, sense.place, known.school)]
    return f"{weekday_in_words(day)} is {_listed(found)}. Is that the day?" if found else ""


def _far(day: date, sense: Sense, on: date) -> Iterable[str]:
    if sense.past is not None and on - day > sense.past:
        yield f"more than {length_in_words(sense.past)} ago" if sense.past else "in the past"
    if sense.future is not None and day - on > sense.future:
        yield f"more than {length_in_words(sense.future)} away" if sense.future else "in the future"


def _outside(day: date, known: Known) -> Iterable[str]:
    if known.first and day < known.first.day:
        yield f"before {known.first.name} ({weekday_in_words(known.first.day)})"
    if known.last and day > known.last.day:
        yield f"after {known.last.name} ({weekday_in_words(known.last.day)})"


def _closed(day: date, place: Place, school: Any) -> Iterable[str]:
    """A day has one reason: a bank holiday in the holidays is a bank holiday."""
    if place is Place.NOWHERE:
        return
    if day in recorded_calendar().holidays:
        holiday = BankHoliday.objects.filter(date=day).first()
        yield f"a bank holiday ({holiday.name})" if holiday else "a bank holiday"
    elif day.weekday() >= 5:
        yield "at the weekend"
    elif place is Place.SCHOOL:
        yield from filter(None, (closure.reason(day, school) for closure in CLOSURES))


def length_in_words(length: timedelta) -> str:
    """Return a length like "a year", "3 years", "a month" or "10 days"."""
    if length == MONTH:
        return "a month"
    years = length.days // YEAR.days
    if not years:
        return f"{length.days} days"
    return "a year" if years == 1 else f"{years} years"


def _listed(reasons: list[str]) -> str:
    return " and ".join([", ".join(reasons[:-1]), reasons[-1]] if len(reasons) > 1 else reasons)
