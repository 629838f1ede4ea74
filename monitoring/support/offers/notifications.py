"""The receipt of what a school offers to others."""

from datetime import date

from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.outbox.post import link

from ..models import SchoolOffer
from ..sent import OFFERED


def receipts_key(offer: SchoolOffer, times: int) -> str:
    """Return what the receipt of the first, second, ... time that an offer was saved is kept by."""
    return f"support-offer-{offer.pk}-{times}"


def give_offer_receipt(offer: SchoolOffer, times: int, *, by: User, on: date) -> None:
    give_receipt(
        OFFERED,
        key=receipts_key(offer, times),
        school=offer.school,
        by=by,
        on=on,
        next_="We will email you if it is commissioned for another school.",
        url=link("support_offer", pk=offer.pk),
        names={"topic": offer.topic_name},
    )
