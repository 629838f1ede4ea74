"""A person's visits and report deadlines, in their calendar. Of a visit it tells only the kind, the school and the
time."""

from collections.abc import Iterable, Iterator
from datetime import time, timedelta

from icalendar import Event

from sil.accounts.user_roles import UserRoles
from sil.dates.calendars import Source, at, event_of, put_days, put_hours
from sil.dates.cells import YEARS
from sil.deadlines.models import Deadline
from sil.outbox.post import link

from ..models import OfferedTime, Visit
from ..states import VisitState
from .queries import offered_in_calendar, reports_owed, visits_in_calendar

# Half a day of a visit, where only the hour it begins is agreed.
HALF_DAY = timedelta(hours=3)


def events_of(who: UserRoles) -> Iterator[Event]:
    """Yield the events of a person: their visits, the times that are held for visits, and the days by which they owe a
    report."""
    yield from _visits(visits_in_calendar(who.user, who.on))
    yield from _offered(offered_in_calendar(who.user, who.on))
    yield from _due(reports_owed(who.user, who.on))


def _visits(visits: Iterable[Visit]) -> Iterator[Event]:
    for visit in visits:
        if visit.starts_on.year not in YEARS or visit.ends_on.year not in YEARS:
            continue
        event = event_of(
            f"visit-{visit.uid}",
            f"{visit.kind_name}: {visit.school.name}",
            url=link("visit", pk=visit.pk),
            sequence=visit.sequence,
            cancelled=visit.status not in (VisitState.PLANNED, VisitState.HELD),
        )
        _put_time(event, visit)
        yield event


def _put_time(event: Event, visit: Visit) -> None:
    """Whole days, unless the hour is agreed: then as long as the visit is by its half days."""
    if visit.starts_at is None:
        put_days(event, visit.starts_on, visit.ends_on)
        return
    begins = at(visit.starts_on, visit.starts_at)
    lasts = HALF_DAY if visit.days < 1 else HALF_DAY * 2
    ends = min(at(visit.ends_on, visit.starts_at) + lasts, at(visit.ends_on, time(23, 59)))
    put_hours(event, begins, max(ends, begins))


def _offered(times: Iterable[OfferedTime]) -> Iterator[Event]:
    """Held until somebody chooses: tentative, as calendars show it. A time that is free again is no longer here."""
    for each in times:
        offer = each.offer
        if each.day.year not in YEARS:
            continue
        event = event_of(
            f"time-{each.uid}", f"Offered: {offer.kind_name}, {offer.school.name}", url=link("times", pk=offer.pk)
        )
        event.add("status", "TENTATIVE")
        begins = at(each.day, each.at)
        put_hours(event, begins, begins + (HALF_DAY if offer.days < 1 else HALF_DAY * 2))
        yield event


def _due(owed: Iterable[tuple[Deadline, Visit]]) -> Iterator[Event]:
    for deadline, visit in owed:
        if deadline.due_on.year not in YEARS:
            continue
        event = event_of(
            f"report-{deadline.pk}-{visit.uid}",
            f"Report due, {visit.kind_name}: {visit.school.name}",
            url=link("visit", pk=visit.pk),
        )
        put_days(event, deadline.due_on, deadline.due_on)
        event.add("transp", "TRANSPARENT")
        yield event


SOURCE = Source("visits", events_of)
