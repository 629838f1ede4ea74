"""Objectives of a school's plan, as a source of the questions that the report of a visit asks."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from monitoring.visits.follow_ups.sources import FollowUpAnswer, Question, Source
from monitoring.visits.models import Report, Visit
from sil.accounts.models import User
from sil.clock import in_words

from ..models import AgreedObjective, ObjectiveRating, PlanReview, PlanVersion
from ..states import PlanState, Rating
from .actions import Said, follow, take_over

NO_REASON = "As the report of the visit says."


def asks(visit: Visit) -> list[Question]:
    """Return a question for each objective of the plan that was in force on the day of the visit, and for those that
    the visit's own report answered, whatever became of the plan since. A plan that was reviewed at the visit apart from
    its report is not asked about again."""
    return [Question(key=str(each.objective_id), text=each.title, known=_known(each)) for each in _asked(visit)]


def _asked(visit: Visit) -> QuerySet[AgreedObjective]:
    reviews = PlanReview.objects.filter(visit=visit, withdrawn_on=None)
    told = ObjectiveRating.objects.filter(review__in=reviews.filter(from_report=True))
    of_day = PlanVersion.objects.filter(plan=OuterRef("version__plan"), agreed_on__lte=visit.ends_on)
    in_force = Q(
        version__plan__school=visit.school_id,
        version__number=Subquery(of_day.order_by("-number").values("number")[:1]),
    )
    in_force &= ~Q(version__plan__status=PlanState.ENDED)
    # One that was told of in the words of another version keeps those.
    in_force &= Q(~Exists(told.filter(agreed__objective=OuterRef("objective"))))
    apart = reviews.filter(plan=OuterRef("version__plan"), from_report=False)
    found = AgreedObjective.objects.filter(in_force | Exists(told.filter(agreed=OuterRef("pk")))).exclude(Exists(apart))
    related = found.select_related("version__plan__school", "version__plan__framework_version")
    return related.order_by("version__plan", "place", F("version__number").desc())


def _known(each: AgreedObjective) -> str:
    return f"Objective {each.place} of the improvement plan. Target: {each.target}, by {in_words(each.target_on)}."


def settle(report: Report, said: Mapping[Question, FollowUpAnswer], *, by: User, on: date) -> None:
    """Keep the answers as the ratings of the review of that visit. Called in the transaction that issues the report."""
    answers = {int(question.key): each for question, each in said.items()}
    there = [each for each in _asked(report.visit) if each.objective_id in answers]
    for _, objectives in groupby(there, key=lambda each: each.version.plan_id):
        take_over(report.visit, {each: _rated(answers[each.objective_id]) for each in objectives}, by=by, on=on)


def _rated(said: FollowUpAnswer) -> Said:
    return Said(rating=Rating[said.progress.upper()], reason=said.note or NO_REASON)


SOURCE = Source(
    slug="plan",
    order=30,
    asked="How are the objectives of the improvement plan going?",
    told="How the objectives of the improvement plan are going",
    answers=tuple((rating.name.lower(), str(rating.label)) for rating in Rating),
    asks=asks,
    settle=settle,
    follow=follow,
)
