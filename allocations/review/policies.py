"""Policies of reviews: does the state of an allocation allow a review or a flag?"""

from datetime import date

from sil.clock import weekday_in_words
from sil.deadlines.models import Deadline
from sil.framework.years import academic_year
from sil.workflow import Denied

from ..models import Allocation


def check_review(allocation: Allocation, running: Allocation | None, window: Deadline | None, on: date) -> None:
    """Raises Denied unless a band of this year holds, no review of it is under way and the school
    has no time left to object: a review would take away what it was promised."""
    if allocation.round.academic_year < academic_year(on):
        raise Denied("other_year", f"The year {allocation.round} is over, so its band can no longer be reviewed.")
    if running is not None:
        raise Denied("under_review", "A review of this band is already under way.")
    if not allocation.has_ended or allocation.superseded_on:
        raise Denied("nothing_to_review", "Only a band that is settled and in place can be reviewed.")
    if window is not None and on <= window.due_on:
        raise Denied(
            "may_object",
            f"The school can object to this band until {weekday_in_words(window.due_on)}. A review can start after "
            "that.",
        )


def check_flag(allocation: Allocation) -> None:
    """Raises Denied unless the band holds and the framework lets it be flagged as high-risk."""
    band = allocation.settled_band
    if band is None or allocation.superseded_on or not band.may_be_high_risk:
        allowed = ", ".join(b.name for b in allocation.framework.bands if b.may_be_high_risk)
        sentence = f"Only a school in {allowed} can be flagged." if allowed else "No band can be flagged."
        raise Denied("not_for_this_band", sentence)


def check_unflag(allocation: Allocation) -> None:
    """Raises Denied("not_flagged") where there is no flag to remove."""
    if allocation.high_risk_since is None:
        raise Denied("not_flagged", "This school is not flagged as high-risk.")
