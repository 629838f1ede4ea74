"""Book places at an event, correct and cancel a booking, and fill places from the waiting list.

Every act locks the row of the event first, so that no place is given twice.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from schools.models import School
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.workflow import Denied, find

from ..models import Booking, OfferedEvent
from ..transitions import BOOKING_ROWS
from .notifications import (
    BookedForSchool,
    BookingCancelled,
    MovedUp,
    give_booking_receipt,
    give_cancelling_receipt,
    tell,
)
from .permissions import check_book
from .policies import PersonInput, check_eligible, check_not_started, check_people, check_takes_bookings
from .queries import bookings_of, entitlement_of, free_places

_S = Booking.Status
_CANCELLED = "This booking has been cancelled."


@transaction.atomic
def book(event: OfferedEvent, school: School, people: Sequence[PersonInput], *, by: User, on: date) -> list[Booking]:
    """Book places for people of a school. Those for whom there is no place are put on the waiting list, in order.

    Raises Denied("not_yours", "changed") and those of `check_takes_bookings`, `check_eligible` and `check_people`.
    """
    event = lock(event)
    as_officer = check_book(school, by=by, on=on)
    check_takes_bookings(event, clock.now())
    check_eligible(event, school, entitlement_of(school, on))
    check_people(event, people, bookings_of(school).filter(event=event), free_places(event))
    made = [_put_on_list(event, school, person, by=by) for person in people]
    placed = {each.pk: each for each in fill(event)}
    made = [placed.get(each.pk, each) for each in made]
    if as_officer:
        tell(BookedForSchool, event, made, on=on, by=by)
    else:
        give_booking_receipt(made, by=by, on=on)
    return made


@transaction.atomic
def cancel(booking: Booking, *, by: User, on: date, reason: str = "") -> Booking:
    """Cancel a booking before the event starts. Whoever waits first gets the place, and is told.

    Raises Denied("not_yours", "changed", "wrong_state") and those of `check_not_started`.
    """
    booking, event = _locked(booking)
    as_officer = check_book(booking.school, by=by, on=on)
    check_not_started(event, clock.now())
    _move(booking, "cancel", by=by, reason=reason.strip())
    if as_officer:
        tell(BookingCancelled, event, [booking], on=on, by=by, reason=reason.strip())
    else:
        give_cancelling_receipt(booking, by=by, on=on)
    tell(MovedUp, event, fill(event), on=on)
    return booking


@transaction.atomic
def correct(booking: Booking, person: PersonInput, *, by: User, on: date) -> Booking:
    """Put right who comes; their turn stays. Raises Denied("not_yours", "changed", "wrong_state", "no_change",
    "twice") and those of `check_not_started`."""
    booking, event = _locked(booking)
    check_book(booking.school, by=by, on=on)
    check_not_started(event, clock.now())
    if booking.is_cancelled:
        raise Denied("wrong_state", _CANCELLED)
    if (booking.name, booking.role) == (person.name, person.role):
        raise Denied("no_change", "Change the name or the role. Nothing has been changed.")
    others = bookings_of(booking.school).filter(event=event).exclude(pk=booking.pk)
    if person.name.casefold() in [each.name.casefold() for each in others]:
        raise Denied("twice", f"{person.name} is booked already.")
    old = {"name": booking.name, "role": booking.role}
    events.record("event_booking.corrected", subject=booking, by=by, person=person.name, old=old)
    booking.name, booking.role = person.name, person.role
    booking.save(update_fields=["name", "role"])
    return booking


def fill(event: OfferedEvent) -> list[Booking]:
    """Give the free places of an event to those who wait, in the order of the list, and return their bookings. The
    caller holds the lock of the event, and tells them."""
    free = free_places(event)
    if free <= 0 or not event.is_open:
        return []
    first = event.bookings.filter(status=_S.WAITING).select_related("school", "event").order_by("pk")[:free]
    return [_move(each, "place", by=None) for each in first]


def lock(event: OfferedEvent) -> OfferedEvent:
    """Return an event under its lock. Raises Denied("changed") where it was changed after the page was shown."""
    found = OfferedEvent.objects.select_for_update().get(pk=event.pk)
    require_as_shown(found)
    return found


def _locked(booking: Booking) -> tuple[Booking, OfferedEvent]:
    event = lock(booking.event)
    found = Booking.objects.select_for_update(of=("self",)).select_related("school", "event").get(pk=booking.pk)
    require_as_shown(found)
    return found, event


def _put_on_list(event: OfferedEvent, school: School, person: PersonInput, *, by: User) -> Booking:
    made = Booking.objects.create(
        event=event, school=school, name=person.name, role=person.role, booked_by=by, booked_at=clock.now()
    )
    events.record("event_booking.asked", subject=made, by=by, person=made.name, title=event.title)
    return made


def _move(booking: Booking, action: str, *, by: User | None, reason: str = "") -> Booking:
    row = find(BOOKING_ROWS, action=action, source=booking.status, refusal=_CANCELLED)
    events.record(
        row.event,
        subject=booking,
        by=by,
        status=(booking.status, row.target),
        reason=reason,
        person=booking.name,
        title=booking.event.title,
    )
    booking.status = row.target
    booking.save(update_fields=["status"])
    return booking
