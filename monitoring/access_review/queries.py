"""Queries of access reviews: which there are, their lines, and how far one is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from monitoring.visits.models import Term
from sil.accounts.user_roles import UserRoles
from sil.web.history.kinds import HistoryKind

from .held import HELD
from .models import AccessReview, ReviewedAccess
from .permissions import may_read, to_end_by

RULE = "access_review"
# Where no term is on record before this one, a term counts as long as this.
USUAL_TERM = timedelta(days=120)
Decision = ReviewedAccess.Decision


@dataclass(frozen=True)
class Progress:
    """How many lines there are, and how many were confirmed, are to be ended, were ended, ended otherwise, and wait."""

    lines: int
    confirmed: int
    to_end: int
    ended: int
    gone: int

    @property
    def waiting(self) -> int:
        return self.lines - self.confirmed - self.to_end - self.ended - self.gone


def readable(who: UserRoles) -> QuerySet[AccessReview]:
    """Return the reviews that a person may read: all of them, for those who oversee casework; for others who end
    access those that ask them to."""
    found = AccessReview.objects.select_related("term", "finished_by")
    if may_read(who):
        return found
    return found.filter(Exists(ReviewedAccess.objects.filter(to_end_by(who), review=OuterRef("pk"))))


def lines_of(review: AccessReview, who: UserRoles) -> QuerySet[ReviewedAccess]:
    """Return the lines of a review that a person may read: who ends some reads those alone."""
    found = ReviewedAccess.objects.filter(review=review)
    if not may_read(who):
        found = found.filter(to_end_by(who))
    return found.select_related("person", "school", "covers_for", "decided_by", "ended_by")


def progress_of(review: AccessReview) -> Progress:
    """Return how far a review is. One query."""
    counted = ReviewedAccess.objects.filter(review=review).aggregate(
        lines=Count("pk"), **{each.value: Count("pk", filter=Q(decision=each)) for each in Decision}
    )
    return Progress(**counted)


def still_held(lines: Collection[ReviewedAccess], on: date) -> set[int]:
    """Return the keys of those lines whose access still holds. One query for each kind."""
    found: set[int] = set()
    for kind, held in HELD.items():
        of_kind = {line.record: line.pk for line in lines if line.kind == kind}
        if of_kind:
            there = held.rows(on).filter(pk__in=of_kind).values_list("pk", flat=True)
            found |= {of_kind[key] for key in there}
    return found


def term_to_review(on: date) -> Term | None:
    """Return the authority's term of a day, where its review has not started. One query."""
    now = Term.objects.filter(school=None, starts_on__lte=on, ends_on__gte=on)
    return now.filter(access_review=None).order_by("starts_on").first()


def term_before(term: Term) -> Term | None:
    """Return the authority's term before one, or None. One query."""
    return Term.objects.filter(school=None, ends_on__lt=term.starts_on).order_by("-starts_on").first()


# Whose history is read of access reviews: those who oversee casework, and nobody who only ends some access.
HISTORIES = (
    HistoryKind(
        slug="access-review",
        label="access review",
        model=AccessReview,
        rows=lambda who: AccessReview.objects.all() if may_read(who) else AccessReview.objects.none(),
    ),
)
