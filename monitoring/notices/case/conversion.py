"""Cases of maintained schools that have become an academy, or were followed by one."""

from datetime import date

from django.db.models import Q, QuerySet

from schools.establishments import Sector
from schools.models import School
from schools.succession import urns_with_successors

from ..models import Case
from ..states import Branch

# Of a maintained school's case: its school is not what it was. Who follows it, if anybody, is asked of each.
CHANGED = Q(branch=Branch.MAINTAINED, ended_on__isnull=True) & (
    Q(school__sector=Sector.ACADEMY) | Q(school__is_open=False)
)


def changed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return the open cases of maintained schools that are academies now, or have closed."""
    return cases.filter(CHANGED)


def is_changed(case: Case) -> bool:
    """Whether this is true of a case. No query."""
    school = case.school
    return case.is_open and case.branch == Branch.MAINTAINED and (school.sector == Sector.ACADEMY or not school.is_open)


def academy_of(case: Case, on: date) -> School | None:
    """Return the academy that continues a case from a day: the school itself, where it changed its type under its own
    URN, else the nearest open one that replaced it; None where there is none. Source: Education and Inspections Act
    2006, section 59: the authority's powers are over maintained schools."""
    if case.school.is_open:
        return case.school if case.school.sector_on(on) == Sector.ACADEMY else None
    later = urns_with_successors(case.school)[1:]
    there = School.objects.filter(is_open=True).in_bulk(later)
    return next((there[urn] for urn in later if urn in there and there[urn].sector_on(on) == Sector.ACADEMY), None)
