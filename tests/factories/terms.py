"""A partner's term: several schools with a settled band, all of one partner, and the terms of the year."""

from collections.abc import Sequence
from datetime import date

from allocations.models import Round
from allocations.round import actions as rounds
from allocations.states import State
from monitoring.visits.models import Term
from schools.models import Assignment, AssignmentRole, School
from sil.accounts.models import User

from . import allocations, people, schools

YEAR = 2026
TERMS = (
    ("Autumn term", date(2026, 9, 1), date(2026, 12, 18)),
    ("Spring term", date(2027, 1, 4), date(2027, 3, 26)),
    ("Summer term", date(2027, 4, 12), date(2027, 7, 21)),
)


def recorded() -> list[Term]:
    """The three terms of the year, instead of those that are on record."""
    Term.objects.filter(academic_year=YEAR).delete()
    return [
        Term.objects.create(academic_year=YEAR, name=name, starts_on=starts, ends_on=ends)
        for name, starts, ends in TERMS
    ]


def schools_of_one_partner(towns: Sequence[str], *, band: str = "B", partner: User | None = None) -> list[School]:
    """A school in each of some towns, with an agreed band and all with one partner, who is returned by `partner_of`."""
    partner = partner or people.person("Sam Sample", role="sip", email="sip@test.example")
    found = []
    for number, town in enumerate(towns, 1):
        school = schools.school(f"Example {number:02} {town} School", town=town)
        if opened := Round.objects.first():
            rounds.add_school(opened, school, by=people.person(role="principal_officer"), on=allocations.OPENED)
        allocations.scene(State.AGREED, school=school, band=band)
        found.append(school)
    Assignment.objects.filter(role=AssignmentRole.SIP, school__in=found).update(user=partner)
    return found
