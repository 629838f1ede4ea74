"""Transitions and audit events of events and of bookings."""

from sil.audit.events import APART
from sil.workflow import Transition

from .models import Booking, OfferedEvent

_E, _B = OfferedEvent.Status, Booking.Status
RULE = "Framework, School Improvement Role: access to briefings, professional development and networks"


def _row(action: str, source: str, target: str, holder: str, event: str) -> Transition:
    return Transition(action=action, source=source, target=target, holder=holder, event=event, rule=RULE)


EVENT_ROWS = (
    _row("open", _E.PLANNED, _E.OPEN, "sip", "offer_event.opened"),
    _row("hold", _E.OPEN, _E.HELD, "the system, the day after", "offer_event.held"),
    _row("cancel", _E.PLANNED, _E.CANCELLED, "sip", "offer_event.cancelled"),
    _row("cancel", _E.OPEN, _E.CANCELLED, "sip", "offer_event.cancelled"),
)
BOOKING_ROWS = (
    _row("place", _B.WAITING, _B.BOOKED, "the system, in the order of the list", "event_booking.placed"),
    _row("cancel", _B.WAITING, _B.CANCELLED, "headteacher", "event_booking.cancelled"),
    _row("cancel", _B.BOOKED, _B.CANCELLED, "headteacher", "event_booking.cancelled"),
)
EVENTS = {
    "offer_event.planned": "Event “{title}” planned",
    "offer_event.changed": "Event “{title}” changed",
    "offer_event.opened": "Event “{title}” opened: schools can book",
    "offer_event.held": "Event “{title}” held",
    "offer_event.cancelled": "Event “{title}” cancelled",
    "offer_event.attendance": "Attendance recorded: {number} came",
    "event_booking.asked": "{person} put on the list of “{title}”",
    "event_booking.placed": "{person} has a place at “{title}”",
    "event_booking.corrected": "Booking corrected: {person}",
    "event_booking.cancelled": "Booking of {person} at “{title}” cancelled",
}
# Who came is no matter to whoever changes the event.
PARTS = {"offer_event.attendance": APART}
