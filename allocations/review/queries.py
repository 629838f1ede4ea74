"""Queries of reviews: bands that can be reviewed, and the review that is under way."""

from django.db.models import Exists, OuterRef, QuerySet

from sil.accounts.user_roles import UserRoles
from sil.deadlines.models import Deadline
from sil.framework.years import academic_year
from sil.memo import remembered

from ..allocation.queries import readable
from ..models import Allocation
from ..states import HOLDING, OPEN, SHOWN_TO_LEADS


@remembered
def others_in_round(allocation: Allocation) -> list[Allocation]:
    """Return the other allocations of a school in a round: the one it reviews, and the reviews of it."""
    others = Allocation.objects.exclude(pk=allocation.pk)
    return list(others.filter(round=allocation.round_id, school=allocation.school_id))


def reviewable(who: UserRoles) -> QuerySet[Allocation]:
    """Return the allocations a person may read whose band can be reviewed on the day: `policies.check_review` as a
    condition."""
    held = readable(who).filter(
        status__in=HOLDING, superseded_on__isnull=True, round__academic_year__gte=academic_year(who.on)
    )
    running = Allocation.objects.filter(round=OuterRef("round"), school=OuterRef("school"), status__in=OPEN)
    window = Deadline.objects.running().filter(
        rule="contest",
        subject_table=Allocation._meta.db_table,
        subject_id=OuterRef("pk"),
        due_on__gte=who.on,
    )
    return held.filter(~Exists(running), ~Exists(window))


def running_review(allocation: Allocation) -> Allocation | None:
    """Return the review that is under way, or None."""
    return next((other for other in others_in_round(allocation) if other.is_open), None)


def review_shown(allocation: Allocation, *, to_all: bool) -> Allocation | None:
    """Return the review of an allocation that its reader may know of: officers of every one, a school once something is
    proposed."""
    if not allocation.has_ended:
        return None
    reviews = (
        other for other in others_in_round(allocation) if other.reviews_id == allocation.pk and not other.is_withdrawn
    )
    found = next(reviews, None)
    return found if found and (to_all or found.status in SHOWN_TO_LEADS) else None
