"""A person's visits and report deadlines as an iCalendar feed (RFC 5545)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone

from sil import clock
from sil.accounts.models import User
from sil.deadlines.models import Deadline
from sil.outbox.post import link
from sil.web.forms import YEARS

from ..models import Visit
from ..states import VisitState
from .queries import reports_owed, visits_in_calendar

PRODUCT = "-//School support//Visits//EN"
ONE_DAY, YEAR = timedelta(days=1), timedelta(days=366)
# Half a day of a visit, where only the hour it begins is agreed.
HALF_DAY = timedelta(hours=3)


def calendar_of(user: User, on: date) -> bytes:
    """Return the calendar of a person as iCalendar text. Of a visit it tells only the kind, the school and the time."""
    return _write(visits_in_calendar(user, on), reports_owed(user, on))


def _write(visits: Iterable[Visit], owed: Iterable[tuple[Deadline, Visit]]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "School visits")
    shown = [visit for visit in visits if visit.starts_on.year in YEARS and visit.ends_on.year in YEARS]
    if any(visit.starts_at for visit in shown):
        days = [visit.starts_on for visit in shown]
        calendar.add_component(
            Timezone.from_tzinfo(clock.LONDON, first_date=min(days) - YEAR, last_date=max(days) + YEAR)
        )
    for event in (*_events(shown), *_due(owed)):
        calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found


def _events(visits: Iterable[Visit]) -> Iterator[Event]:
    for visit in visits:
        takes_place = visit.status in (VisitState.PLANNED, VisitState.HELD)
        event = _event(f"visit-{visit.uid}", f"{visit.kind_name}: {visit.school.name}")
        event.add("sequence", visit.sequence)
        event.add("status", "CONFIRMED" if takes_place else "CANCELLED")
        event.add("url", link("visit", pk=visit.pk))
        _put_time(event, visit)
        yield event


def _put_time(event: Event, visit: Visit) -> None:
    """Whole days, unless the hour is agreed: then as long as the visit is by its half days."""
    if visit.starts_at is None:
        event.add("dtstart", visit.starts_on)
        event.add("dtend", visit.ends_on + ONE_DAY)
        return
    begins = _at(visit.starts_on, visit.starts_at)
    lasts = HALF_DAY if visit.days < 1 else HALF_DAY * 2
    ends = min(_at(visit.ends_on, visit.starts_at) + lasts, _at(visit.ends_on, time(23, 59)))
    event.add("dtstart", begins)
    event.add("dtend", max(ends, begins))


def _due(owed: Iterable[tuple[Deadline, Visit]]) -> Iterator[Event]:
    for deadline, visit in owed:
        if deadline.due_on.year not in YEARS:
            continue
        event = _event(f"report-{deadline.pk}-{visit.uid}", f"Report due, {visit.kind_name}: {visit.school.name}")
        event.add("dtstart", deadline.due_on)
        event.add("dtend", deadline.due_on + ONE_DAY)
        event.add("transp", "TRANSPARENT")
        event.add("url", link("visit", pk=visit.pk))
        yield event


def _event(uid: str, summary: str) -> Event:
    event = Event()
    event.add("uid", uid)
    # With METHOD:PUBLISH, when this was written (RFC 5545, 3.8.7.2).
    event.add("dtstamp", clock.now())
    event.add("summary", summary)
    return event


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=clock.LONDON)
