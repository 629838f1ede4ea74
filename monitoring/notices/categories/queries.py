"""Queries of categories: by which inspections is a school in a category now?"""

from schools.inspections.queries import spells
from schools.models import Inspection, School
from schools.succession import urns_with_predecessors

from ..models import AcademyOrder, Case, SchoolCategory
from ..states import BY_CATEGORY


def inspections_in_category(school: School) -> list[Inspection]:
    """Return the inspections that found a school in the category in which it still is, the latest first; none where it
    is in no category. One query."""
    found = list(Inspection.objects.filter(school__in=urns_with_predecessors(school)).select_related("school"))
    last = next(iter(reversed(spells(found))), None)
    if last is None or last.ends_on is not None:
        return []
    return [each for each in found if each.category == last.category and each.starts_on >= last.starts_on]


def category_of(case: Case) -> SchoolCategory | None:
    """Return the category on which a case rests; None for any other case, without a query."""
    return case.categories.select_related("inspection").first() if case.status in BY_CATEGORY else None


def academy_order_of(case: Case) -> AcademyOrder | None:
    """Return what was recorded last of an academy order; None for a case that rests on no category, without a query."""
    return case.academy_orders.select_related("recorded_by").first() if case.status in BY_CATEGORY else None
