"""Transitions and audit events of events and of bookings."""

from sil.workflow import Transition

from .models import Booking, OfferedEvent, OfferRequest

_E, _B, _R = OfferedEvent.Status, Booking.Status, OfferRequest.Status
RULE = "Framework, School Improvement Role: access to briefings, professional development and networks"

# The deadline that runs from the day a school asks.
DEADLINE = "offer_request"


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
REQUEST_ROWS = (
    _row("arrange", _R.ASKED, _R.ARRANGED, "sip", "offer_request.arranged"),
    _row("arrange", _R.ARRANGED, _R.ARRANGED, "sip", "offer_request.rearranged"),
    _row("plan", _R.ASKED, _R.ARRANGED, "sip", "offer_request.visit_planned"),
    _row("plan", _R.ARRANGED, _R.ARRANGED, "sip", "offer_request.visit_planned"),
    _row("link", _R.ASKED, _R.ARRANGED, "sip", "offer_request.visit_linked"),
    _row("link", _R.ARRANGED, _R.ARRANGED, "sip", "offer_request.visit_linked"),
    _row("decline", _R.ASKED, _R.DECLINED, "sip", "offer_request.declined"),
    _row("withdraw", _R.ASKED, _R.WITHDRAWN, "headteacher", "offer_request.withdrawn"),
    _row("withdraw", _R.ARRANGED, _R.WITHDRAWN, "headteacher", "offer_request.withdrawn"),
)
EVENTS = {
    "offer_request.asked": "The school asked for “{what}”",
    "offer_request.arranged": "“{what}” arranged for {day}",
    "offer_request.rearranged": "“{what}” moved to {day}",
    "offer_request.visit_planned": "“{what}”: {kind_name} planned for {day}",
    "offer_request.visit_linked": "“{what}”: arranged by the visit of {day}, {kind_name}",
    "offer_request.declined": "Request for “{what}” declined",
    "offer_request.withdrawn": "The school withdrew its request for “{what}”",
    "offer_event.planned": "Event “{title}” planned",
    "offer_event.changed": "Event “{title}” changed",
    "offer_event.leader_changed": "{leader} leads the event “{title}”",
    "offer_event.opened": "Event “{title}” opened: schools can book",
    "offer_event.held": "Event “{title}” held",
    "offer_event.cancelled": "Event “{title}” cancelled",
    "offer_event.attendance": "Attendance recorded: {number} came",
    "event_booking.asked": "{person} put on the list of “{title}”",
    "event_booking.placed": "{person} has a place at “{title}”",
    "event_booking.corrected": "Booking corrected: {person}",
    "event_booking.cancelled": "Booking of {person} at “{title}” cancelled",
    "event_booking.feedback": "Feedback on “{title}” given for {person}",
    "event_booking.feedback_corrected": "Feedback on “{title}” changed for {person}",
}
# Who came is no matter to whoever changes the event, and two officers do not record it over each other.
PARTS = {"offer_event.attendance": "attendance"}
