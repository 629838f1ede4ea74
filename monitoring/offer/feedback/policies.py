"""Policies of feedback: who is asked, and until when."""

from datetime import date, timedelta

from sil.workflow import Denied

from ..models import Booking

# Days from the one on which it was recorded that somebody came; the last of them counts.
DAYS_TO_ANSWER = 14


def last_day(on: date) -> date:
    return on + timedelta(days=DAYS_TO_ANSWER)


def check_takes_feedback(booking: Booking, on: date) -> None:
    """Raises Denied("not_there", "closed")."""
    if not booking.attended or booking.feedback_until is None:
        raise Denied("not_there", f"It is not recorded that {booking.name} came, so there is nothing to ask.")
    if on > booking.feedback_until:
        raise Denied("closed", f"The last day for feedback was {booking.feedback_until_in_words}.")
