"""What stands in a person's calendar, in the form that calendar programs read (RFC 5545)?"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from icalendar import Calendar, Event, Timezone

from schools.queries import in_post
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.deadlines.models import Deadline
from sil.outbox.post import link

from .models import Visit
from .queries import related
from .states import VisitState

PRODUCT = "-//School support//Visits//EN"
# How far back a calendar reaches.
BACK = timedelta(days=400)
ONE_DAY, YEAR = timedelta(days=1), timedelta(days=366)
# Half a day of a visit, where only the hour it begins is agreed.
HALF_DAY = timedelta(hours=3)


def visits_of(user: User, on: date) -> QuerySet[Visit]:
    """The visits that a person leads, takes part in, or receives at the school they lead."""
    joined = Exists(Visit.others.through.objects.filter(visit=OuterRef("pk"), user=user))
    mine = Q(lead=user) | Q(joined) | in_post(user, on, LEADS)
    return related(Visit.objects.filter(mine, ends_on__gte=on - BACK)).order_by("starts_on", "pk")


def reports_owed(user: User) -> list[tuple[Deadline, Visit]]:
    """The reports that a person owes, with their visits. Two queries."""
    running = Deadline.objects.running().filter(rule="visit_report", subject_table=Visit._meta.db_table)
    owed = {deadline.subject_id: deadline for deadline in running}
    mine = Q(lead=user, report__writer=None) | Q(report__writer=user)
    found = related(Visit.objects.filter(mine, pk__in=[int(key) for key in owed])).order_by("pk")
    return [(owed[str(visit.pk)], visit) for visit in found]


def calendar_of(user: User, on: date) -> bytes:
    """The whole calendar. Of a case it says no more than the kind of visit, the school and the time."""
    return _write(visits_of(user, on), reports_owed(user))


def _write(visits: Iterable[Visit], owed: Iterable[tuple[Deadline, Visit]]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "School visits")
    shown = list(visits)
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
