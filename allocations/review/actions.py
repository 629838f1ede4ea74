"""Start a review of a band in the year, and flag a school as high-risk."""

from datetime import date

from django.db import transaction

from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.framework.years import label
from sil.workflow import Denied

from ..allocation.actions import lock, set_flag
from ..allocation.queries import open_period
from ..models import Allocation
from .notifications import tell_review_started
from .permissions import check_may_review
from .policies import check_flag, check_review, check_unflag
from .queries import running_review


@transaction.atomic
def start_review(allocation: Allocation, *, by: User, on: date, ground: str, reason: str) -> Allocation:
    """Start a review: a new allocation that replaces this one when it ends; until then this band holds.

    `ground` is one of Allocation.Ground. Raises Denied("other_year", "under_review", "nothing_to_review", "may_object",
    "no_reason").
    """
    allocation = lock(allocation)
    check_may_review(allocation, by=by, on=on)
    check_review(allocation, running_review(allocation), open_period(allocation, "contest"), on)
    if ground not in Allocation.Ground or not reason.strip():
        raise Denied("no_reason", "Enter the reason for the review.")
    review = Allocation.objects.create(
        round=allocation.round,
        school=allocation.school,
        reviews=allocation,
        review_ground=ground,
        review_reason=reason.strip(),
    )
    events.record(
        "allocation.review_started",
        subject=review,
        by=by,
        scope=scope(allocation.school),
        reason=reason.strip(),
        year=label(allocation.round.academic_year),
        ground=Allocation.Ground(ground).label.lower(),
    )
    tell_review_started(review, by, on=on)
    return review


@transaction.atomic
def flag(allocation: Allocation, *, by: User, on: date, reason: str) -> Allocation:
    """Flag a school whose band allows it as high-risk: it joins the schools causing concern (framework, Intervention:
    high-risk SSA C schools). Raises Denied("not_for_this_band", "no_reason")."""
    allocation = lock(allocation)
    check_may_review(allocation, by=by, on=on)
    check_flag(allocation)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the school is at high risk.")
    return set_flag(allocation, "allocation.flagged", by=by, since=on, reason=reason.strip())


@transaction.atomic
def unflag(allocation: Allocation, *, by: User, on: date, reason: str) -> Allocation:
    """Remove the flag, with the reason. Raises Denied("not_flagged", "no_reason")."""
    allocation = lock(allocation)
    check_may_review(allocation, by=by, on=on)
    check_unflag(allocation)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the school is no longer at high risk.")
    return set_flag(allocation, "allocation.unflagged", by=by, since=None, reason=reason.strip())
