"""Queries of bookings: what a school is offered, its bookings, and how many places there are left."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from allocations.allocation.holding import held
from schools.models import AssignmentRole, School
from schools.queries import receivers, who_hears_instead
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.framework.years import academic_year, first_day, last_day

from ..models import Booking, OfferedEvent
from .permissions import BOOKERS, OFFICERS, READERS
from .policies import Entitlement

_S = Booking.Status


def entitlement_of(school: School, on: date) -> Entitlement:
    """Return what a school is offered on a day: what the framework in force gives the band that it holds, or held last.
    A band that this framework does not have counts as none. Two queries."""
    framework = framework_on(on)
    band = held(on).filter(school=school).values_list("band", flat=True).first()
    known = [each.id for each in framework.bands] if framework else []
    return Entitlement(framework, band if band in known else "")


def with_places(events: QuerySet[OfferedEvent]) -> QuerySet[Any]:
    """Add how many places are booked, `booked`, and how many people wait, `waiting`."""
    return events.annotate(booked=_number(_S.BOOKED), waiting=_number(_S.WAITING))


def _number(status: str) -> Coalesce:
    rows = Booking.objects.filter(event=OuterRef("pk"), status=status).order_by().values("event")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


def free_places(event: OfferedEvent) -> int:
    return event.places - event.bookings.filter(status=_S.BOOKED).count()


def bookings_of(school: School) -> QuerySet[Booking]:
    """Return the bookings of a school that are not cancelled."""
    return Booking.objects.filter(school=school).exclude(status=_S.CANCELLED).select_related("event__leader")


def coming(school: School, on: date) -> QuerySet[Booking]:
    """Return the bookings of a school for events from a day on, the soonest first."""
    return bookings_of(school).filter(event__day__gte=on).order_by("event__day", "event__starts_at", "pk")


def attended(school: School, on: date) -> QuerySet[Booking]:
    """Return who of a school came to which events of the academic year of a day, the latest first."""
    year = academic_year(on)
    found = Booking.objects.filter(school=school, attended=True, event__day__range=(first_day(year), last_day(year)))
    return found.select_related("event").order_by("-event__day", "pk")


def events_to_book(now: datetime) -> QuerySet[Any]:
    """Return the open events that have not started."""
    to_come = Q(day__gt=now.date()) | Q(day=now.date(), starts_at__gt=now.time())
    return with_places(OfferedEvent.objects.filter(to_come, status=OfferedEvent.Status.OPEN).select_related("leader"))


def narrowed(found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    """Return the events with the words and the part of the offer that a filter asks for."""
    for word in (asked.get("search") or "").split():
        found = found.filter(Q(title__icontains=word) | Q(place__icontains=word) | Q(leader__name__icontains=word))
    return found.filter(offer=asked["offer"]) if asked.get("offer") else found


def people_to_tell(school: School, bookings: Sequence[Booking], on: date) -> list[User]:
    """Return those who are told of bookings: those who made them and still book for the school; where there are none,
    everybody who does."""
    there = [post.user for post in receivers(school, on, BOOKERS)]
    made = {each.booked_by_id for each in bookings}
    return [user for user in there if user.pk in made] or there


def heirs(school: School, on: date) -> Any:
    """Return who is told instead where nobody at the school can be reached."""
    return who_hears_instead(school, AssignmentRole.SIP, on)


def readable_events(who: UserRoles) -> QuerySet[OfferedEvent]:
    """Return the events that a person reads: every one for those who plan events or read every allocation; for heads
    and governors those that were opened, whatever became of them."""
    if who.may(*OFFICERS):
        return OfferedEvent.objects.all()
    if not who.holds(*READERS):
        return OfferedEvent.objects.none()
    return OfferedEvent.objects.filter(opened_on__isnull=False)
