"""Queries of terms: those of an academic year, and the term of a day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django.db.models import Q

from schools.models import School
from sil.dates.sense import Closure
from sil.framework.years import academic_year
from sil.memo import remembered

from ..models import Term

BETWEEN = "Between terms"
# The months in which the last term of a year ends.
SUMMER = range(6, 9)


class HasDays(Protocol):
    """A term by its days: one of the table, or one that was read along with something else."""

    @property
    def starts_on(self) -> date: ...

    @property
    def ends_on(self) -> date: ...


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
    return "outside the school terms" if is_outside(day, terms_of(academic_year(day), school)) else ""


def is_outside(day: date, terms: Sequence[HasDays]) -> bool:
    """Whether a day is outside the terms of its academic year; where there are none on record nothing is."""
    if not terms or any(term.starts_on <= day <= term.ends_on for term in terms):
        return False
    last = max(term.ends_on for term in terms)
    return day < last or last.month in SUMMER


CLOSURE = Closure("terms", _closed)


@remembered
def terms_of(year: int, school: School | None = None) -> Sequence[Term]:
    """Return the terms of an academic year in order: a school's own where it has any that year, else the authority's.
    One query."""
    own = Q(school=school) if school else Q(pk__in=[])
    found = list(Term.objects.filter(own | Q(school=None), academic_year=year))
    return [term for term in found if term.school_id] or found
