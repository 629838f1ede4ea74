"""Queries of papers: those that wait for a worker, and those that a person may read."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from sil.accounts.user_roles import UserRoles

from ..models import ObjectiveRating, PartnershipPlan, PlanPaper
from ..reviews.queries import counts
from ..sides.permissions import readers


def still_to_come() -> QuerySet[PlanPaper]:
    """Return the papers that no worker has made or given up yet."""
    return PlanPaper.objects.filter(file__isnull=True, failed=False)


def _repeats_what_is_gone() -> Exists:
    gone = Q(replaced_by__isnull=False) | ~counts("review__")
    return Exists(ObjectiveRating.objects.filter(papers=OuterRef("pk")).filter(gone))


def fetchable(who: UserRoles) -> QuerySet[PlanPaper]:
    """Return the papers of the plans that a person may read. One that repeats a rating which was corrected or
    withdrawn since is none of them: nobody reads it any more."""
    return _of_plans_read_by(who).exclude(_repeats_what_is_gone())


def last_of(plan: PartnershipPlan, who: UserRoles) -> PlanPaper | None:
    """Return the paper of a plan that was asked for last, None where there is none; `is_outdated` says whether nobody
    reads it any more. One query."""
    found = _of_plans_read_by(who).annotate(is_outdated=_repeats_what_is_gone())
    return found.filter(plan=plan).order_by("-pk").first()


def _of_plans_read_by(who: UserRoles) -> QuerySet[PlanPaper]:
    found = PlanPaper.objects.filter(readers(who, plan="plan__"), plan__number__gt=0)
    return found.select_related("plan__school", "asked_by", "file")
