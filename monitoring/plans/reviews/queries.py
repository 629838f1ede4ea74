"""Queries of reviews: those that count, the latest rating of each objective, what has not moved, and what is owed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Lag, RowNumber

from monitoring.visits.models import Term, Visit
from monitoring.visits.states import SHOWN as SHOWN_REPORTS
from monitoring.visits.states import VisitState
from sil.accounts.user_roles import UserRoles

from ..models import AgreedObjective, ObjectiveRating, PartnershipPlan, PlanReview, PlanVersion, RatingComment
from ..sides.permissions import WITH_ASSISTANTS, readers
from ..states import PlanState, Rating

# Visits offered for a review: so many, the latest first.
VISITS = 10
_IN_ORDER = ("review__on", "review__pk")
_LATEST_FIRST = ("-review__on", "-review__pk")


def counts(review: str = "") -> Q:
    """Return the condition on rows of reviews that count; `review` is the prefix of the path to the review."""
    # Looked for where a report told it: as a join, all visits would be read for a list of plans.
    shown = Exists(Visit.objects.filter(pk=OuterRef(f"{review}visit"), report_status__in=SHOWN_REPORTS))
    told = Q(**{f"{review}from_report": False}) | Q(shown)
    return told & Q(**{f"{review}withdrawn_on": None})


def reviews_of(plan: PartnershipPlan) -> QuerySet[PlanReview]:
    """Return the reviews of a plan that count, the latest first, with what they say."""
    return with_ratings(PlanReview.objects.filter(counts(), plan=plan))


def readable(who: UserRoles) -> QuerySet[PlanReview]:
    """Return the reviews of the plans that a person may read, also those that were withdrawn, with their plan."""
    found = PlanReview.objects.filter(readers(who, plan="plan__", heads=WITH_ASSISTANTS))
    return found.select_related("plan__school", "plan__framework_version", "visit", "by", "withdrawn_by")


def with_ratings(found: QuerySet[PlanReview]) -> QuerySet[PlanReview]:
    """Add the ratings that hold to reviews, in the order of the plan, and the comments. Two more queries."""
    holding = ObjectiveRating.objects.filter(replaced_by=None).select_related("agreed", "cited__document")
    holding = holding.order_by("agreed__place")
    comments = RatingComment.objects.select_related("by")
    return found.select_related("by", "visit").prefetch_related(
        Prefetch("ratings", holding), Prefetch("comments", comments)
    )


def replaced_in(review: PlanReview) -> list[ObjectiveRating]:
    """Return the ratings of a review that were corrected, in order, with the correction. One query."""
    found = ObjectiveRating.objects.filter(review=review, replaced_by__isnull=False)
    return list(found.select_related("agreed", "replaced_by__by", "cited__document").order_by("agreed__place", "pk"))


def cited_in(ratings: Iterable[ObjectiveRating]) -> list[int]:
    """Return the keys of the versions of documents that some ratings cite."""
    return [each.cited_id for each in ratings if each.cited_id]


def in_force(plan: PartnershipPlan) -> list[AgreedObjective]:
    """Return the objectives of the version in force, in their order. One query."""
    return agreed_of(plan, plan.number)


def agreed_of(plan: PartnershipPlan, number: int) -> list[AgreedObjective]:
    """Return the objectives of a version of a plan, in their order. One query."""
    return list(AgreedObjective.objects.filter(version__plan=plan, version__number=number))


def first_agreed_on(plan: PartnershipPlan) -> date:
    return PlanVersion.objects.values_list("agreed_on", flat=True).get(plan=plan, number=1)


def visits_for(plan: PartnershipPlan) -> list[Visit]:
    """Return the visits at which a plan can have been reviewed: the last ones that were held, without those at which it
    was reviewed already. One query."""
    held = Visit.objects.filter(school=plan.school_id, status=VisitState.HELD, days__gt=0)
    reviewed = PlanReview.objects.filter(plan=plan, visit__isnull=False, withdrawn_on=None).values("visit")
    held = held.exclude(pk__in=reviewed)
    return list(held.select_related("framework_version").order_by("-starts_on", "-pk")[:VISITS])


def _ranked(**of_plan: Any) -> QuerySet[Any]:
    """Ratings that hold, of reviews that count, each with the two before it of the same objective; `back` is 1 for the
    latest. `of_plan` may say which plan: an objective belongs to one."""
    # As a join the database expects one rating to hold, of thousands.
    replaced = ObjectiveRating.objects.filter(replaces=OuterRef("pk"))
    found = ObjectiveRating.objects.filter(~Exists(replaced), counts("review__"), **of_plan)
    of = F("agreed__objective")
    return found.annotate(
        before=Window(Lag("rating"), partition_by=of, order_by=_IN_ORDER),
        before_that=Window(Lag("rating", 2), partition_by=of, order_by=_IN_ORDER),
        back=Window(RowNumber(), partition_by=of, order_by=_LATEST_FIRST),
    )


def latest(**of_plan: Any) -> QuerySet[Any]:
    """Return the latest rating of each objective that is still part of a plan in force."""
    return last_ratings(**of_plan).exclude(agreed__version__plan__status=PlanState.ENDED)


def last_ratings(**of_plan: Any) -> QuerySet[Any]:
    """Return the latest rating of each objective of the last version of a plan, of those that have ended too."""
    there = AgreedObjective.objects.filter(
        objective=OuterRef("agreed__objective"), version__number=F("version__plan__number")
    )
    return _ranked(**of_plan).filter(Exists(there), back=1)


def not_moving(**of_plan: Any) -> QuerySet[Any]:
    """Return the latest ratings of objectives that have not moved twice in a row: each of the last two is the same as
    the one before it or worse, and not "On track"."""
    # Each condition is about the rating before: one about the rating alone would drop rows before they are ranked.
    return latest(**of_plan).filter(before__gt=Rating.ON_TRACK, before__lte=F("rating"), before__gte=F("before_that"))


def plans_not_moving() -> QuerySet[Any]:
    """Return the keys of the plans with an objective that has not moved twice in a row."""
    return not_moving().values("agreed__version__plan")


def is_not_moving() -> Exists:
    """The same of one plan, for the rows of a page: the ratings of no other are read."""
    return Exists(not_moving(agreed__version__plan=OuterRef("pk")))


def latest_of(plans: Sequence[PartnershipPlan]) -> dict[int, list[ObjectiveRating]]:
    """Return the latest rating of each objective of some plans, by plan and in the order of the plan; of one that has
    ended, those that it ended with. One query."""
    keys = [plan.pk for plan in plans]
    found: dict[int, list[ObjectiveRating]] = {}
    rows = last_ratings().filter(agreed__version__plan__in=keys).select_related("agreed__version", "review")
    for rating in sorted(rows, key=lambda row: row.agreed.place):
        found.setdefault(rating.agreed.version.plan_id, []).append(rating)
    return found


def has_not_moved(rating: Any) -> bool:
    """Return whether a row of `latest` is one of `not_moving`."""
    before, that = rating.before, rating.before_that
    if before is None or that is None:
        return False
    return rating.rating > Rating.ON_TRACK and rating.rating >= before > Rating.ON_TRACK and before >= that


def owed(found: QuerySet[Any], on: date) -> QuerySet[Any]:
    """Add to plans `review_due`: the day by which the next review is due, None where none is; and `reviewed_on`, the
    day of the last one.

    A plan that was in force on the first day of a term is to be reviewed within it, as often as the framework says. A
    review that was not done in the last term is late until one is done since that term began.
    """
    reviews = PlanReview.objects.filter(counts(), plan=OuterRef("pk")).order_by()
    lives = Q(number__gt=0) & ~Q(status=PlanState.ENDED)
    return found.annotate(
        reviewed_on=Subquery(reviews.values("plan").annotate(last=Max("on")).values("last")),
        review_due=Case(When(lives, then=Subquery(_terms_without_review(on))), output_field=DateField()),
    )


def _terms_without_review(on: date) -> QuerySet[Any]:
    """Return the last day of the term in which a plan owes a review: of the last one before this, otherwise of this.

    What was not reviewed since an earlier term began was not since a later one either, so that the last one stands for
    all before it.
    """
    plan = OuterRef(OuterRef("pk"))
    first_agreed_on = Subquery(PlanVersion.objects.filter(plan=plan, number=1).values("agreed_on"))
    reviews = PlanReview.objects.filter(counts(), plan=plan, on__gte=OuterRef("starts_on")).order_by()
    done = Subquery(reviews.values("plan").annotate(n=Count("pk")).values("n"))
    terms = _terms_of_school().filter(starts_on__lte=on, starts_on__gte=first_agreed_on)
    terms = terms.annotate(done=Coalesce(done, 0)).filter(done__lt=OuterRef("reviews_each_term"))
    is_past = ExpressionWrapper(Q(ends_on__lt=on), output_field=BooleanField())
    return terms.order_by(is_past.desc(), "-ends_on").values("ends_on")[:1]


def _terms_of_school() -> QuerySet[Term]:
    """The terms of the school of a plan: its own in the years in which it has any."""
    own = Term.objects.filter(school=OuterRef(OuterRef("school")), academic_year=OuterRef("academic_year"))
    return Term.objects.filter(Q(school=OuterRef("school")) | Q(school=None) & ~Exists(own))
