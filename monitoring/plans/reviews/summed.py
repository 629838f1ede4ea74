"""How the objectives of a school's plan went in a term, as a part of its summary."""

from collections.abc import Sequence

from django.utils.text import Truncator

from monitoring.visits.models import Term
from monitoring.visits.terms.sources import Line, Source
from schools.models import School
from schools.succession import urns_with_predecessors
from sil.clock import in_words

from ..models import ObjectiveRating, PlanReview
from ..states import Rating
from .queries import counts, with_ratings

# Characters of an objective that a summary repeats.
LONGEST = 200


def says(school: School, term: Term) -> Sequence[Line]:
    """Return a sentence for each objective that was reviewed in a term, with its last rating there. Three queries."""
    found = PlanReview.objects.filter(counts(), plan__school__in=urns_with_predecessors(school))
    found = found.filter(on__gte=term.starts_on, on__lte=term.ends_on).order_by("on", "pk")
    last = {
        rating.agreed.objective_id: (review, rating)
        for review in with_ratings(found)
        for rating in review.ratings.all()
    }
    return [_line(*last[key]) for key in sorted(last, key=lambda key: last[key][1].agreed.place)]


def _line(review: PlanReview, rating: ObjectiveRating) -> Line:
    title = Truncator(" ".join(rating.agreed.title.split())).chars(LONGEST).rstrip(".")
    day = in_words(review.on)
    words = Rating(rating.rating).label.lower()
    return Line(
        text=f"Objective {rating.agreed.place} of the improvement plan, {title}: {words} at the review on {day}.",
        source=f"Review of the improvement plan, {day}",
        href=review.get_absolute_url(),
    )


SOURCE = Source(slug="plans", order=10, says=says)
