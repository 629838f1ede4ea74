"""Whose history is read of events with their bookings, and of what schools ask for."""

from django.db.models import Q

from sil.web.history.kinds import HistoryKind, events_of

from .booking.permissions import OFFICERS
from .models import Booking, OfferedEvent, OfferRequest
from .request.queries import readable as readable_requests


def _bookings(record: OfferedEvent) -> Q:
    return events_of(Booking, Booking.objects.filter(event=record))


HISTORIES = (
    HistoryKind(
        slug="event",
        label="event",
        model=OfferedEvent,
        rows=lambda who: OfferedEvent.objects.all() if who.may(*OFFICERS) else OfferedEvent.objects.none(),
        parts=_bookings,
    ),
    HistoryKind(slug="offer-request", label="request", model=OfferRequest, rows=readable_requests),
)
