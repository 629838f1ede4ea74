"""The figures of reports: by the terms on record, partner by partner, narrowed, sorted and exported."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.test import Client

from monitoring.visits.models import Term
from monitoring.visits.report.figures import BETWEEN, NO_TERMS, term_name
from monitoring.visits.states import ReportState
from monitoring.visits.terms.queries import AllTerms, terms_of
from schools.models import School
from sil.accounts.models import User
from tests.factories import people, reports, schools, visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("V6")]
PATH = "/reports/quality/"


@pytest.fixture
def officer(db: None) -> User:
    return people.person(role="principal_officer")


def term(name: str, starts_on: date, ends_on: date, school: School | None = None) -> Term:
    year = starts_on.year if starts_on.month > 8 else starts_on.year - 1
    return Term.objects.create(academic_year=year, name=name, starts_on=starts_on, ends_on=ends_on, school=school)


def client(user: User) -> Client:
    found = Client()
    found.force_login(user)
    return found


def lines(user: User, query: str = "") -> list[Any]:
    response: Any = client(user).get(f"{PATH}?{query}")
    return list(response.context["listing"].page)


def rows(user: User, query: str = "") -> list[tuple[str, str, str, int]]:
    return [(f.lead.name, f.year_name, f.term, f.written) for f in lines(user, query)]


def shown(user: User, query: str = "") -> str:
    response: Any = client(user).get(f"{PATH}?{query}")
    text = b"".join(response.streaming_content) if response.streaming else response.content
    return " ".join(text.decode().split())


@pytest.mark.parametrize(
    ("day", "own", "expected"),
    [
        (date(2026, 10, 14), False, "Autumn term"),
        (date(2026, 12, 18), False, "Autumn term"),
        (date(2026, 12, 19), False, BETWEEN),
        (date(2027, 1, 5), False, "Spring term"),
        (date(2026, 10, 14), True, "Michaelmas"),
        # A school that has any terms of its own in a year has them all.
        (date(2026, 12, 18), True, BETWEEN),
        (date(2025, 10, 14), True, NO_TERMS),
        (date(2025, 10, 14), False, NO_TERMS),
    ],
)
def test_a_day_is_in_the_term_of_its_school(day: date, own: bool, expected: str) -> None:
    school, other = schools.school(), schools.school()
    term("Autumn term", date(2026, 9, 2), date(2026, 12, 18))
    term("Spring term", date(2027, 1, 5), date(2027, 3, 26))
    term("Michaelmas", date(2026, 9, 7), date(2026, 12, 1), school)
    recorded = AllTerms()
    assert term_name(day, (school if own else other).pk, recorded) == expected
    for each in (school, other):
        assert list(recorded.of(2026, each.pk)) == list(terms_of(2026, each)), "one rule, asked in two ways"


@dataclass
class Made:
    ada: User
    ben: User


@pytest.fixture
def made(db: None) -> Made:
    """Ada led a visit last year, which has no terms, and two this autumn, one of them at a school with terms
    of its own; Ben led one between the terms."""
    ada, ben = people.person("Ada Example", role="sip"), people.person("Ben Placeholder", role="sip")
    early = schools.school("Example Early School")
    term("Autumn term", date(2026, 9, 2), date(2026, 11, 13))
    term("First term", date(2026, 9, 1), date(2026, 10, 31), early)
    for school, lead, day in (
        (schools.school(), ada, date(2026, 6, 3)),
        (schools.school(), ada, date(2026, 11, 12)),
        (early, ada, date(2026, 10, 6)),
        (schools.school(), ben, date(2026, 11, 16)),
    ):
        people.assign(school, lead)
        visits.held(school, lead, day)
    return Made(ada, ben)


def test_by_partner_and_term_in_the_order_of_time(made: Made, officer: User) -> None:
    last_year = [("Ada Example", "2025 to 2026", NO_TERMS, 1)]
    this_year = [
        ("Ada Example", "2026 to 2027", "First term", 1),
        ("Ada Example", "2026 to 2027", "Autumn term", 1),
        ("Ben Placeholder", "2026 to 2027", BETWEEN, 1),
    ]
    assert rows(officer) == rows(officer, "year=x") == this_year
    assert rows(officer, "year=2025") == last_year
    assert "No terms are on record for 2025 to 2026, so" in shown(officer, "year=2025")
    assert "No terms are on record" not in shown(officer)
    assert rows(officer, "sort=-partner")[0] == this_year[2]
    assert rows(officer, "sort=-term") == [this_year[place] for place in (2, 1, 0)]
    assert rows(officer, f"partner={made.ben.pk}") == this_year[2:]
    assert rows(officer, "term=Autumn term") == this_year[1:2]
    nothing = f"term=Autumn term&partner={made.ben.pk}"
    assert rows(officer, nothing) == [] and "No figures match these filters." in shown(officer, nothing)
    kept = shown(officer, "year=2025&sort=-late")
    assert "Academic year: 2025 to 2026" in kept and "?year=2025&amp;sort=partner" in kept
    file = shown(officer, "year=2026&export=csv")
    assert file.startswith("\ufeffPartner,Academic year,Term,Reports,To be checked,Returned,Days to issue,Late")
    assert "Ada Example,2026 to 2027,Autumn term,1,0,0,,0" in file and "2025 to 2026" not in file


def test_what_is_counted_of_each(officer: User) -> None:
    term("Autumn term", date(2026, 9, 2), date(2026, 12, 18))
    assert "No report has been started in 2026 to 2027." in shown(officer)
    back, gone = reports.scene(ReportState.RETURNED), reports.scene(ReportState.ISSUED)
    slow = people.person("Zoe Example", role="sip")
    school = schools.school()
    people.assign(school, slow)
    visits.held(school, slow, date(2026, 10, 6))
    found = {f.lead_id: f for f in lines(officer)}
    counted = {lead: (f.written, f.checked, f.returned, f.late, str(f.mean_days or "")) for lead, f in found.items()}
    assert counted == {
        back.sip.pk: (1, 1, 1, 0, ""),
        gone.sip.pk: (1, 0, 0, 0, "4.0"),
        slow.pk: (1, 0, 0, 1, ""),
    }
    assert lines(officer, "sort=-late")[0].lead_id == slow.pk
    assert lines(officer, "sort=late")[-1].lead_id == slow.pk, "none late comes first, it is not left out"
