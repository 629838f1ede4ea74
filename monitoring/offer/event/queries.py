"""Queries of events: the list, its months, the parts of the offer that events belong to, and who can lead one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from schools.leaving.parts import holders
from sil.accounts.models import User
from sil.framework.parts import Offer, OfferKind
from sil.framework.queries import framework_on
from sil.framework.years import academic_year, first_day

from ..booking.queries import narrowed as searched
from ..booking.queries import with_places
from ..models import Booking, OfferedEvent
from .permissions import KEEPERS


def events() -> QuerySet[Any]:
    """Return the events with the numbers of `with_places`."""
    return with_places(OfferedEvent.objects.select_related("leader", "made_by"))


def event_offers(on: date) -> Sequence[Offer]:
    """Return the parts of the offer at which schools book places, of the framework in force on a day."""
    framework = framework_on(on)
    return [each for each in framework.offers if each.kind == OfferKind.EVENT] if framework else []


def leaders(on: date) -> QuerySet[User]:
    """Return those who can lead an event, which are those who plan them: they record who came."""
    return holders(KEEPERS, on)


def without_attendance() -> Q:
    """Return the condition on events that were held, and of which it is still to be recorded who came."""
    booked = Booking.objects.filter(event=OuterRef("pk"), status=Booking.Status.BOOKED)
    return Q(Exists(booked), status=OfferedEvent.Status.HELD, attendance_on__isnull=True)


def months(on: date) -> list[tuple[str, str]]:
    """Return the months in which there are events, from the start of the last academic year: ("2026-12",
    "December 2026")."""
    since = first_day(academic_year(on) - 1)
    found = OfferedEvent.objects.filter(day__gte=since).order_by().annotate(month=TruncMonth("day"))
    return [
        (f"{each:%Y-%m}", f"{each:%B %Y}")
        for each in found.values_list("month", flat=True).distinct().order_by("month")
    ]


def narrowed(found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    """Return the events that a filter asks for."""
    found = searched(found, asked)
    if status := asked.get("status"):
        found = found.filter(status=status)
    if month := asked.get("month"):
        year, number = month.split("-")
        found = found.filter(day__year=int(year), day__month=int(number))
    return found


def list_of(event: OfferedEvent) -> QuerySet[Booking]:
    """Return every booking of an event, cancelled or not."""
    return event.bookings.select_related("school", "booked_by")


def booked(event: OfferedEvent) -> list[Booking]:
    """Return those who have a place, by school."""
    return list(list_of(event).filter(status=Booking.Status.BOOKED).order_by("school__name", "name", "pk"))
