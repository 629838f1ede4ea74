"""Queries of access reviews: which there are, their lines, and how far one is."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from monitoring.visits.models import Term
from sil.accounts.user_roles import UserRoles

from .models import AccessReview, ReviewedAccess
from .permissions import may_read

Decision = ReviewedAccess.Decision


@dataclass(frozen=True)
class Progress:
    """How many lines there are, and how many were confirmed, ended, ended otherwise, and wait."""

    lines: int
    confirmed: int
    ended: int
    gone: int

    @property
    def waiting(self) -> int:
        return self.lines - self.confirmed - self.ended - self.gone


def readable(who: UserRoles) -> QuerySet[AccessReview]:
    """Return the reviews that a person may read: all of them, for those who oversee casework."""
    found = AccessReview.objects.select_related("term", "finished_by")
    return found if may_read(who) else found.none()


def lines_of(review: AccessReview) -> QuerySet[ReviewedAccess]:
    found = ReviewedAccess.objects.filter(review=review)
    return found.select_related("person", "school", "decided_by")


def progress_of(review: AccessReview) -> Progress:
    """Return how far a review is. One query."""
    counted = ReviewedAccess.objects.filter(review=review).aggregate(
        lines=Count("pk"), **{each.value: Count("pk", filter=Q(decision=each)) for each in Decision}
    )
    return Progress(**counted)


def term_to_review(on: date) -> Term | None:
    """Return the authority's term of a day, where its review has not started. One query."""
    now = Term.objects.filter(school=None, starts_on__lte=on, ends_on__gte=on)
    return now.filter(access_review=None).order_by("starts_on").first()


def term_before(term: Term) -> Term | None:
    """Return the authority's term before one, or None. One query."""
    return Term.objects.filter(school=None, ends_on__lt=term.starts_on).order_by("-starts_on").first()
