"""Queries of terms: those of an academic year, and the term of a day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q

from schools.models import School
from sil.dates.sense import Closure
from sil.framework.years import academic_year
from sil.memo import reading, remembered

from ..models import Term

BETWEEN = "Between terms"
# The months in which the last term of a year ends.
SUMMER = range(6, 9)


class AllTerms:
    """Every term on record, to look up those of many schools and years. One query."""

    def __init__(self) -> None:
        self._terms: dict[tuple[int, int | None], list[Term]] = defaultdict(list)
        for term in Term.objects.all():
            self._terms[term.academic_year, term.school_id].append(term)

    def of(self, year: int, school: int) -> Sequence[Term]:
        """Return the same as `terms_of`, for the school with a key."""
        return self._terms.get((year, school)) or self._terms.get((year, None)) or ()


def term_of(day: date, school: School | None = None) -> Term | None:
    """Return the term of a day, or None in the holidays and where no terms are recorded."""
    terms = terms_of(academic_year(day), school)
    return next((term for term in terms if term.starts_on <= day <= term.ends_on), None)


def _closed(day: date, school: School | None) -> str:
    """Return the words for a day outside the terms on record, or "". After the last one only where the year's terms are
    complete, which end in summer."""
    terms = terms_of(academic_year(day), school)
    if not terms or term_of(day, school) is not None:
        return ""
    last = max(term.ends_on for term in terms)
    return "outside the school terms" if day < last or last.month in SUMMER else ""


CLOSURE = Closure("terms", _closed)


def days_outside(first: date, last: date, school: School | None = None) -> int:
    """Return how many days from the first to the last (both included) are outside the terms on record. A year without
    terms has none. One query an academic year."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    with reading():
        return sum(bool(_closed(day, school)) for day in days)


@remembered
def terms_of(year: int, school: School | None = None) -> Sequence[Term]:
    """Return the terms of an academic year in order: a school's own where it has any that year, else the authority's.
    One query."""
    own = Q(school=school) if school else Q(pk__in=[])
    found = list(Term.objects.filter(own | Q(school=None), academic_year=year))
    return [term for term in found if term.school_id] or found
