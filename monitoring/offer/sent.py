"""What a school sends about events, each with its receipt."""

from schools.receipts.kinds import Sent

BOOKED = Sent(slug="event_booking", name="booking of “{title}”", routes=("school_event",))
CANCELLED = Sent(
    slug="event_booking_cancelled",
    name="cancelled booking of {person} at “{title}”",
    routes=("event_booking_cancel",),
)

SENT = (BOOKED, CANCELLED)
