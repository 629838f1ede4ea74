"""What a school sends about events and requests, each with its receipt."""

from schools.receipts.kinds import Sent

BOOKED = Sent(slug="event_booking", name="booking of “{title}”", routes=("school_event",))
CANCELLED = Sent(
    slug="event_booking_cancelled",
    name="cancelled booking of {person} at “{title}”",
    routes=("event_booking_cancel",),
)

ASKED = Sent(slug="offer_request", name="request for “{what}”", routes=("offer_request_ask",))
WITHDRAWN = Sent(
    slug="offer_request_withdrawn", name="withdrawal of the request for “{what}”", routes=("offer_request_withdraw",)
)

SENT = (BOOKED, CANCELLED, ASKED, WITHDRAWN)
