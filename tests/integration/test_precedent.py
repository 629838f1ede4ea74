"""allocations.decision.precedent: what came of similar cases, in numbers that name nobody."""

from dataclasses import astuple
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allocations.answer import actions as answers
from allocations.decision.precedent import PastDisagreement, Similar, disagreements, similar
from allocations.models import Allocation
from allocations.review import actions as reviews
from allocations.states import Party, State
from schools.models import AssignmentRole, School
from sil.framework import actions as framework_actions
from sil.framework.models import FrameworkVersion
from tests.factories import allocations, people, schools
from tests.factories.allocations import PROPOSED, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("A6")]

NEXT_YEAR = Path(__file__).parents[1] / "data" / "frameworks" / "next-year.toml"


class City:
    """Schools whose allocations end in one or more years, with the same officers for all of them."""

    def __init__(self) -> None:
        self.sip = people.person("Sam Sample", role="sip")
        self.officer = people.person("Olive Officer", role="principal_officer")
        self.director = people.person("Dora Director", role="director_of_education")

    def school(self, **facts: str) -> School:
        school = schools.school(**facts)
        people.assign(school, self.sip)
        people.assign(school, self.officer, role=AssignmentRole.PRINCIPAL_OFFICER)
        people.post(school, "headteacher", people.person("Ada Example"))
        return school

    def scene(self, school: School, year: int = 2026) -> Scene:
        head = school.posts.get(role="headteacher").user
        allocation = Allocation.objects.get(school=school, round__academic_year=year, reviews=None)
        return Scene(school, allocation, self.sip, head, head, self.officer, self.director)

    def agree(self, school: School, band: str, year: int = 2026) -> None:
        scene, on = self.scene(school, year), date(year, 11, 9)
        allocations.propose(scene, band, on=on)
        allocations.agree(scene, on=on)

    def dispute(self, school: School, proposed: str, wanted: str, decided: str, *, year: int = 2026) -> Scene:
        """Up to the decision on a disagreement."""
        scene, on = self.scene(school, year), date(year, 11, 9)
        view = allocations.view
        allocations.propose(scene, proposed, on=on)
        framework = scene.allocation.framework
        answers.disagree(
            scene.allocation, by=scene.head, on=on, position_id=scene.read(), choice=view(framework, wanted)
        )
        allocations.decide(scene, decided, on=on)
        return scene

    def accept(self, scene: Scene, year: int = 2026) -> None:
        on = date(year, 11, 9)
        answers.accept(scene.allocation, by=scene.head, on=on, position_id=scene.read(Party.OFFICER))

    def asked(self, school: School) -> Allocation:
        return self.scene(school).allocation


@pytest.fixture
def city() -> City:
    return City()


def open_rounds(*years: int) -> None:
    for year in years:
        allocations.open_round(year, on=date(year, 11, 2))


def test_bands_of_schools_of_the_same_phase_this_year_and_last(city: City) -> None:
    asked, one, two, three = (city.school() for _ in range(4))
    secondary = city.school(phase="Secondary")
    open_rounds(2025, 2026)
    for school, then, now in ((asked, "D", None), (one, "B", "B"), (two, "C", "B"), (three, "B", None)):
        city.agree(school, then, 2025)
        if now:
            city.agree(school, now)
    city.agree(secondary, "A", 2025)
    city.agree(secondary, "A")
    assert similar(city.asked(asked)) == [
        Similar("Band A", 0, 0),
        Similar("Band B", 2, 2),
        Similar("Band C", 0, 1),
        Similar("Band D", 0, 0),
    ]


def test_a_band_that_was_reviewed_counts_as_what_holds_now(city: City) -> None:
    asked, other = city.school(), city.school()
    open_rounds(2026)
    city.agree(other, "B")
    ended = city.scene(other).allocation
    review = reviews.start_review(ended, by=city.officer, on=PROPOSED, ground="inspection", reason="Inspected.")
    assert {line.band: line.now for line in similar(city.asked(asked))}["Band B"] == 1
    scene = Scene(other, review, city.sip, city.scene(other).head, city.sip, city.officer, city.director)
    allocations.walk(scene, State.AGREED, band="C")
    assert {line.band: line.now for line in similar(city.asked(asked))} == {
        "Band A": 0,
        "Band B": 0,
        "Band C": 1,
        "Band D": 0,
    }


def test_bands_of_last_years_framework_keep_their_names(city: City) -> None:
    asked, other = city.school(), city.school()
    open_rounds(2026)
    city.agree(other, "C")
    framework_actions.load(NEXT_YEAR.read_text(encoding="utf-8"), file_name=NEXT_YEAR.name, by=None)
    open_rounds(2027)
    city.agree(other, "D", 2027)
    found = {line.band: (line.now, line.then) for line in similar(city.scene(asked, 2027).allocation)}
    assert found["Level D"] == (1, 0)
    assert found["Band C"] == (0, 1)
    assert [name for name, counts in found.items() if any(counts)] == ["Level D", "Band C"]


def test_how_disagreements_ended_is_counted_by_what_was_proposed_named_and_held(city: City) -> None:
    asked, *others = (city.school() for _ in range(6))
    secondary, agreed = city.school(phase="Secondary"), city.school()
    open_rounds(2026)
    city.agree(agreed, "B")
    for school in others[:2]:
        city.accept(city.dispute(school, "C", "B", "B"))
    city.accept(city.dispute(others[2], "C", "B", "C"))
    referred = city.dispute(others[3], "C", "B", "C")
    allocations.refer(referred, "C")  # names band A now
    allocations.determine(referred, "B")
    city.dispute(others[4], "D", "C", "C")  # not ended yet
    city.accept(city.dispute(secondary, "D", "A", "B"))
    city.dispute(asked, "C", "A", "B")
    assert sorted(map(astuple, disagreements(city.asked(asked)))) == [
        ("2026 to 2027", "Band C", "Band A", "Band B", 1),
        ("2026 to 2027", "Band C", "Band B", "Band B", 2),
        ("2026 to 2027", "Band C", "Band B", "Band C", 1),
    ]


def test_the_latest_year_and_the_most_frequent_come_first_and_old_years_are_left_out(city: City) -> None:
    asked, one, two = city.school(), city.school(), city.school()
    years = (2023, 2024, 2025, 2026)
    open_rounds(*years)
    for year in years:
        city.accept(city.dispute(one, "C", "B", "B", year=year), year)
    for school in (asked, two):
        city.accept(city.dispute(school, "D", "C", "C", year=2025), 2025)
    assert disagreements(city.asked(asked)) == [
        PastDisagreement("2026 to 2027", "Band C", "Band B", "Band B", 1),
        PastDisagreement("2025 to 2026", "Band D", "Band C", "Band C", 2),
        PastDisagreement("2025 to 2026", "Band C", "Band B", "Band B", 1),
        PastDisagreement("2024 to 2025", "Band C", "Band B", "Band B", 1),
    ]


@pytest.mark.feature("A15")
def test_nothing_in_it_names_a_school_or_a_person(city: City) -> None:
    asked, *others = (city.school(name=f"Example {n} School") for n in range(3))
    open_rounds(2026)
    for school in others:
        city.accept(city.dispute(school, "C", "B", "B"))
    said = repr((similar(city.asked(asked)), disagreements(city.asked(asked))))
    assert "Band B" in said
    named = [school.name for school in School.objects.all()] + [str(school.urn) for school in others]
    named += ["Ada Example", "Sam Sample", "Olive Officer", "Results fell", "know the school well"]
    assert [words for words in named if words in said] == []


def test_it_asks_as_many_queries_for_many_as_for_one(city: City, liverpool: FrameworkVersion) -> None:
    asked, *others = (city.school() for _ in range(7))
    open_rounds(2026)
    city.accept(city.dispute(others[0], "C", "B", "B"))
    few = _asked(city, asked)
    for school in others[1:]:
        city.accept(city.dispute(school, "C", "B", "B"))
    assert _asked(city, asked) == few
    assert few == (1, 1)
    assert [line.count for line in disagreements(city.asked(asked))] == [6]


def _asked(city: City, school: School) -> tuple[int, int]:
    related = Allocation.objects.select_related("round__framework_version", "school")
    allocation = related.get(pk=city.asked(school).pk)
    found = []
    for question in (similar, disagreements):
        with CaptureQueriesContext(connection) as queries:
            question(allocation)
        found.append(len(queries))
    return found[0], found[1]
