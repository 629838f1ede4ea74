"""Objectives of a school's plan, as a source of the questions that the report of a visit asks."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from monitoring.visits.follow_ups.sources import FollowUpAnswer, Question, Source
from monitoring.visits.models import Report, Visit
from sil.accounts.models import User
from sil.clock import in_words

from ..models import AgreedObjective, ObjectiveRating
from ..states import PlanState, Rating
from .actions import Said, take_over

NO_REASON = "As the report of the visit says."


def asks(visit: Visit) -> list[Question]:
    """Return a question for each objective of the plan in force, and those that the visit's own report answered."""
    return [Question(key=str(each.objective_id), text=each.title, known=_known(each)) for each in _asked(visit)]


def _asked(visit: Visit) -> QuerySet[AgreedObjective]:
    told = ObjectiveRating.objects.filter(
        review__visit=visit, review__from_report=True, agreed__objective=OuterRef("objective")
    )
    found = AgreedObjective.objects.filter(
        version__plan__school=visit.school_id, version__number=F("version__plan__number")
    )
    found = found.filter(~Q(version__plan__status=PlanState.ENDED) | Exists(told))
    return found.select_related("version__plan").order_by("version__plan", "place")


def _known(each: AgreedObjective) -> str:
    return f"Objective {each.place} of the improvement plan. Target: {each.target}, by {in_words(each.target_on)}."


def settle(report: Report, question: Question, said: FollowUpAnswer, *, by: User, on: date) -> None:
    """Keep the answer as the rating of the review of that visit. Called in the transaction that issues the report."""
    agreed = _asked(report.visit).get(objective=int(question.key))
    rating = Rating[said.progress.upper()]
    take_over(report.visit, agreed, by=by, on=on, said=Said(rating=rating, reason=said.note or NO_REASON))


SOURCE = Source(
    slug="plan",
    order=30,
    asked="How are the objectives of the improvement plan going?",
    told="How the objectives of the improvement plan are going",
    answers=tuple((rating.name.lower(), str(rating.label)) for rating in Rating),
    asks=asks,
    settle=settle,
)
