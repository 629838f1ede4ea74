"""Policies of requests: what a school can ask for, and until when it can withdraw."""

from datetime import date
from decimal import Decimal

from monitoring.visits.models import Visit
from sil.framework.parts import Offer, OfferKind
from sil.framework.periods import Period
from sil.framework.schema import Framework
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
    if asked.takes_place and asked.takes_place < on:
        raise Denied("past", "The day for which this was arranged has passed.")


def visit_kind_of(asked: OfferRequest, given: Entitlement) -> str:
    """Return the kind of the visit that comes of a request, by the framework in force; "" where it names none."""
    offer = given.framework.offer(asked.offer) if given.framework else None
    return (offer.visit_kind if offer else None) or ""


def line_of(offer: Offer, framework: Framework | None) -> str:
    """Return the line of days that an offer uses; "" for none."""
    return framework.visits.line_of(offer.visit_kind) if framework and framework.visits else ""


def check_days(offer: Offer, given: Entitlement, allowed: Decimal) -> None:
    """Raises Denied("no_extra_days") for what uses extra days, unless a person has given the school some this year.
    `allowed` are the days of its line."""
    framework, line = given.framework, line_of(offer, given.framework)
    extra = next((each for each in framework.extra_days if each.id == line), None) if framework else None
    if framework is None or extra is None or allowed:
        return
    raise Denied(
        "no_extra_days",
        f"These days are given where this is ticked with the school’s band: “{extra.condition}”. It is not ticked for "
        f"this school this year. If it applies, ask your {framework.title('sip')}, who can ask for the days.",
    )


def check_links(asked: OfferRequest, visit: Visit, kind: str) -> None:
    """Raises Denied("other_school", "not_planned", "other_kind") unless a visit can be the one that comes of a request;
    `kind` is that of `visit_kind_of`."""
    if visit.school_id != asked.school_id:
        raise Denied("other_school", "This visit is to another school.")
    if not visit.is_planned:
        raise Denied("not_planned", "This visit is no longer planned. Select another one.")
    if kind and visit.kind != kind:
        raise Denied("other_kind", "This visit is of another kind, so it would use other days.")


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
