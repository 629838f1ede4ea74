"""What can be reviewed, corrected and withdrawn at present."""

from datetime import date

from monitoring.visits.states import SHOWN
from sil.workflow import Denied, can

from ..models import PartnershipPlan, PlanReview


def check_in_force(plan: PartnershipPlan) -> None:
    """Raises Denied("not_in_force")."""
    if not plan.is_in_force:
        raise Denied("not_in_force", "Only a plan that is agreed and has not ended is reviewed.")


def check_day(plan: PartnershipPlan, day: date, *, first: date, on: date) -> None:
    """Raises Denied("future", "too_early"). `first` is the day on which the plan was first agreed."""
    if day > on:
        raise Denied("future", "Enter a day of the review that is not in the future.")
    if day < first:
        raise Denied("too_early", "Enter a day of the review on or after the day on which the plan was first agreed.")


def check_on_record(review: PlanReview) -> None:
    """Raises Denied("withdrawn") where a review was withdrawn, or the report that told it is not on record."""
    if review.withdrawn_on:
        raise Denied("withdrawn", "The review has been withdrawn.")
    if review.from_report and (review.visit is None or review.visit.report_status not in SHOWN):
        raise Denied("withdrawn", "The report that this review is part of has been withdrawn.")


def check_stands(review: PlanReview) -> None:
    """Raises Denied("withdrawn", "by_report") unless a review can be corrected or withdrawn here."""
    check_on_record(review)
    if review.from_report:
        raise Denied("by_report", "This review is part of the report of a visit. Correct that report instead.")


is_on_record = can(check_on_record)
is_in_force = can(check_in_force)
stands = can(check_stands)
