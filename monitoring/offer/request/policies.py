"""Policies of requests: what a school can ask for, and until when it can withdraw."""

from datetime import date

from sil.framework.parts import Offer, OfferKind
from sil.framework.periods import Period
from sil.workflow import Denied

from ..booking.policies import Entitlement, check_band
from ..models import OfferRequest


def check_offered(offer_id: str, given: Entitlement) -> Offer:
    """Return the offer that a school can ask for. Raises Denied("not_offered", "no_band")."""
    offer = given.framework.offer(offer_id) if given.framework else None
    if given.framework is None or offer is None or offer.kind != OfferKind.REQUEST:
        raise Denied("not_offered", "The framework has nothing of this kind that a school can ask for.")
    check_band(offer, given.framework, given.band)
    return offer


def check_withdraws(asked: OfferRequest, on: date) -> None:
    """Raises Denied("ended", "past")."""
    if not (asked.waits or asked.is_arranged):
        raise Denied("ended", "This request has been declined or withdrawn.")
    if asked.day and asked.day < on:
        raise Denied("past", "The day for which this was arranged has passed.")


def period_of(offer: Offer) -> Period:
    """Return the period within which a request is answered, in the working days of the framework file."""
    assert offer.answered_within is not None, "the file gives each request its days"
    return Period(
        name="Answer to a request under the offer",
        unit="working",
        day_one="out",
        trigger="the day the school asks",
        source="The authority’s choice, in its framework file",
        count=offer.answered_within,
    )
