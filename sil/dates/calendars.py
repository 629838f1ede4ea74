"""Events of people's calendars as iCalendar (RFC 5545): the one place that writes them, for the feed of a person and
for what goes with an email (RFC 5546). What is in a feed is declared by the domains.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone

from sil import clock
from sil.accounts.user_roles import UserRoles
from sil.registry import Registry

PRODUCT = "-//School support//Visits//EN"
MEDIA_TYPE = "text/calendar; charset=utf-8"
ONE_DAY, YEAR = timedelta(days=1), timedelta(days=366)
# The methods of RFC 5546: what is read, what is asked of its reader, what does not take place.
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"


@dataclass(frozen=True)
class Source:
    """A domain's part of a person's feed. `find` returns the events that somebody may read; a few queries."""

    name: str
    find: Callable[[UserRoles], Iterable[Event]]


SOURCES: Registry[Source] = Registry("calendar sources", key=lambda source: source.name)


def event_of(uid: str, summary: str, *, url: str, sequence: int | None = None, cancelled: bool = False) -> Event:
    """Return an event without its time. `uid` stays the same and `sequence` rises when it changes; None for what has no
    state of its own, such as a deadline."""
    event = Event()
    event.add("uid", uid)
    # With METHOD:PUBLISH, when this was written (RFC 5545, 3.8.7.2).
    event.add("dtstamp", clock.now())
    event.add("summary", summary)
    event.add("url", url)
    if sequence is not None:
        event.add("sequence", sequence)
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def put_days(event: Event, first: date, last: date) -> None:
    """Give an event its whole days, the last included."""
    event.add("dtstart", first)
    event.add("dtend", last + ONE_DAY)


def put_hours(event: Event, begins: datetime, ends: datetime) -> None:
    event.add("dtstart", begins)
    event.add("dtend", ends)


def at(day: date, hour: time) -> datetime:
    """Return an hour of a day, as clocks in England show it."""
    return datetime.combine(day, hour, tzinfo=clock.LONDON)


def text_of(events: Iterable[Event], *, name: str = "", method: str = PUBLISH) -> bytes:
    """Return events as the text of a calendar; `name` is what it is called where it is read as a feed."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", name)
    there = list(events)
    days = [begins.date() for each in there if isinstance(begins := each.decoded("dtstart"), datetime)]
    if days:
        calendar.add_component(
            Timezone.from_tzinfo(clock.LONDON, first_date=min(days) - YEAR, last_date=max(days) + YEAR)
        )
    for each in there:
        calendar.add_component(each)
    found: bytes = calendar.to_ical()
    return found


def calendar_of(who: UserRoles) -> bytes:
    """Return the feed of a person: the events of every source that they may read."""
    return text_of((each for source in SOURCES for each in source.find(who)), name="School visits and meetings")
