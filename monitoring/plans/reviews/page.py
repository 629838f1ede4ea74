"""What pages show of reviews: the progress of a plan, and one review with its corrections and comments."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from schools.queries import reads_casework
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.web.bars import Bars, bars

from ..draft.content import agreed_step
from ..models import AgreedObjective, ObjectiveRating, PartnershipPlan, PlanReview, RatingComment
from ..states import Rating
from .permissions import may_comment, may_review
from .policies import is_in_force, is_on_record, stands
from .queries import has_not_moved, in_force, latest_of, owed, replaced_in, reviews_of

# Reviews that the table of the progress has room for: the last ones.
SHOWN = 8
NOT_MOVED = "It has not moved in the last two reviews."


@dataclass(frozen=True)
class Line:
    """An objective with its ratings, one for each review that is shown, None where a review says nothing of it."""

    number: int
    title: str
    ratings: tuple[ObjectiveRating | None, ...]
    has_not_moved: bool


@dataclass(frozen=True)
class Told:
    """What a review says of an objective, what it said before it was corrected, and the comment of the head."""

    rating: ObjectiveRating
    done: tuple[str, ...]
    open: tuple[str, ...]
    before: tuple[ObjectiveRating, ...]
    comment: RatingComment | None


def section_of(plan: PartnershipPlan, who: UserRoles) -> dict[str, Any]:
    """Return what the page of a plan says of its reviews: nothing before there is a version. Two queries."""
    if not plan.number:
        return {}
    latest = latest_of([plan]).get(plan.pk, [])
    reviews = may_review(plan, by=who.user, on=who.on) and is_in_force(plan)
    return {
        "ratings": [(each, has_not_moved(each)) for each in latest],
        "review_due": due_of(plan, who.on),
        "reviews": reviews,
    }


def due_of(plan: PartnershipPlan, on: date) -> date | None:
    """Return the day by which the next review of a plan is due, None where none is. One query."""
    found = owed(PartnershipPlan.objects.filter(pk=plan.pk), on)
    return found.values_list("review_due", flat=True).get()


def progress_of(plan: PartnershipPlan) -> dict[str, Any]:
    """Return objectives by reviews, as a table and as a picture, without those that are no longer part of the plan."""
    found = list(reversed(reviews_of(plan)[:SHOWN]))
    stuck = {each.agreed.objective_id for each in latest_of([plan]).get(plan.pk, []) if has_not_moved(each)}
    given = [{each.agreed.objective_id: each for each in review.ratings.all()} for review in found]
    lines = [
        Line(
            each.place,
            each.title,
            tuple(ratings.get(each.objective_id) for ratings in given),
            each.objective_id in stuck,
        )
        for each in in_force(plan)
    ]
    return {
        "found": found,
        "lines": lines,
        "bars": picture(found, lines),
        "stuck": [each for each in lines if each.has_not_moved],
        "not_moved": NOT_MOVED,
    }


def picture(found: Sequence[PlanReview], lines: Sequence[Line]) -> Bars | None:
    """Return a bar for each review: how many objectives have each rating."""
    rows = []
    for place, review in enumerate(found):
        given = [line.ratings[place] for line in lines]
        given_as = Counter(each.rating for each in given if each)
        rows.append((in_words(review.on), [(rating.words, given_as[rating]) for rating in Rating]))
    return bars(rows, title="Objectives by how they are going, at each review", left=170)


def review_of(review: PlanReview, who: UserRoles) -> dict[str, Any]:
    """Return what the page of a review shows to a person. Four queries."""
    before: dict[int, list[ObjectiveRating]] = {}
    for each in replaced_in(review):
        before.setdefault(each.agreed_id, []).append(each)
    comments = {each.agreed_id: each for each in review.comments.all()}
    told = [_told(each, before.get(each.agreed_id, []), comments) for each in review.ratings.all()]
    plan = review.plan
    # The text of a report that was withdrawn is read by nobody at the school, nor one of another school.
    is_withheld = review.from_report and not is_on_record(review) and not reads_casework(plan.school, who)
    serves = may_review(plan, by=who.user, on=who.on)
    return {
        "review": review,
        "plan": plan,
        "school": plan.school,
        "told": [] if is_withheld else told,
        "is_withheld": is_withheld,
        "report_withdrawn": not review.withdrawn_on and not is_on_record(review),
        "may_correct": serves and stands(review),
        "by_report": serves and review.from_report,
        "may_comment": bool(uncommented(review)) and is_on_record(review) and may_comment(plan, by=who.user, on=who.on),
    }


def _told(rating: ObjectiveRating, before: Sequence[ObjectiveRating], comments: dict[int, RatingComment]) -> Told:
    steps = [agreed_step(step) for step in rating.agreed.actions]
    return Told(
        rating,
        tuple(words for place, words in enumerate(steps) if place in rating.done),
        tuple(words for place, words in enumerate(steps) if place not in rating.done),
        tuple(before),
        comments.get(rating.agreed_id),
    )


def uncommented(review: PlanReview) -> list[AgreedObjective]:
    there = {each.agreed_id for each in review.comments.all()}
    return [each.agreed for each in review.ratings.all() if each.agreed_id not in there]
