"""Messages about a review of a band."""

from datetime import date
from typing import ClassVar

from sil.accounts.models import User

from ..allocation.notifications import AboutAllocation, partners, send
from ..models import Allocation


class ReviewStarted(AboutAllocation):
    """To the partner."""

    kind: ClassVar[str] = "allocation_review_started"


MESSAGES = (ReviewStarted,)


def tell_review_started(review: Allocation, by: User, *, on: date) -> None:
    """Ask the school's partner to propose a band, unless they started the review themselves."""
    send(ReviewStarted, review, partners(review, on), f"review:{review.pk}", by=by, but=by)
