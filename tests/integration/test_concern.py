"""The list of schools causing concern: who is on it, for which reasons, since when, and for whom."""

import csv
import re
from dataclasses import replace
from datetime import date
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from allocations.models import Allocation, Round
from allocations.review import actions as reviews
from allocations.round import actions as rounds
from allocations.states import State
from monitoring.oversight.concern.queries import KINDS
from monitoring.visits.days import kept as days_kept
from schools.establishments import PHASES
from schools.inspections.kept import follow
from schools.models import Inspection, School
from sil import clock
from sil.accounts.models import User
from sil.framework import actions as framework_actions
from tests.conftest import TODAY
from tests.factories import allocations, people, schools
from tests.factories.allocations import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A12")]
FILES = Path(__file__).parents[1] / "data" / "frameworks"
LIST = "/causing-concern/"
OF_A_CASE = ("Stage", "Days left", "Next step")
FLAGGED = date(2026, 11, 12)
GRADED, UNGRADED = Inspection.Kind.GRADED, Inspection.Kind.UNGRADED
_events = count(9_900_001)


@pytest.fixture
def officer(liverpool: Any) -> User:
    return people.person("Olive Overseer", role="principal_officer")


def settled(name: str, band: str, **facts: Any) -> Scene:
    """A school whose band is agreed this year; one that the round began without is taken into it."""
    school = schools.school(name, **facts)
    if found := Round.objects.filter(academic_year=allocations.YEAR).first():
        rounds.add_school(found, school, by=people.person(role="principal_officer"), on=allocations.OPENED)
    return allocations.scene(State.AGREED, school=school, band=band)


def in_year(made: Scene, year: int, band: str) -> Scene:
    """The same school with a band agreed in the round of another year, which is opened where it is not."""
    if not Round.objects.filter(academic_year=year).exists():
        allocations.open_round(year, on=date(year, 11, 2))
    other = replace(made, allocation=Allocation.objects.get(round__academic_year=year, school=made.school))
    allocations.propose(other, band, on=date(year, 11, 10))
    allocations.agree(other, on=date(year, 11, 11))
    return other


def flag(made: Scene, reason: str = "Two leaders left.") -> None:
    reviews.flag(made.allocation, by=made.officer, on=FLAGGED, reason=reason)


def inspect(school: School, on: date, category: str = "", kind: str = GRADED, **facts: Any) -> Inspection:
    number = next(_events)
    return Inspection.objects.create(
        school=school,
        event_number=str(number),
        kind=kind,
        starts_on=on,
        category=category,
        source="made-up.csv",
        **facts,
    )


def get(user: User, query: str = "") -> Any:
    client = Client()
    client.force_login(user)
    return client.get(f"{LIST}{query}")


def shown(user: User, query: str = "") -> dict[str, list[str]]:
    """School -> its reasons, in the order of the list."""
    response = get(user, query)
    assert response.status_code == 200
    return {school.name: [reason.words for reason in why] for school, why, *_ in response.context["rows"]}


def exported(user: User, query: str = "") -> list[list[str]]:
    text = b"".join(get(user, f"?export=csv{query}").streaming_content).decode().removeprefix("\ufeff")
    return list(csv.reader(StringIO(text)))


class TestBand:
    def test_a_band_of_concern_is_listed_and_no_other(self, officer: User) -> None:
        settled("Example D School", "D")
        settled("Example C School", "C")
        assert shown(officer) == {"Example D School": ["Band D, agreed 9 November 2026"]}

    def test_nothing_is_listed_before_its_band_holds(self, officer: User) -> None:
        allocations.scene(State.WITH_OFFICER, band="D")
        assert shown(officer) == {}

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (State.CONFIRMED, "Band D, confirmed without an answer 24 November 2026"),
            (State.DETERMINED, "Band D, determined 9 November 2026"),
        ],
    )
    def test_the_words_say_how_it_came_to_hold(self, officer: User, state: State, words: str) -> None:
        allocations.scene(state, school=schools.school("Example School"), band="D")
        assert shown(officer) == {"Example School": [words]}

    def test_last_years_band_holds_until_this_year_has_one(self, officer: User) -> None:
        made = allocations.scene(school=schools.school("Example School"))
        in_year(made, 2025, "D")
        assert shown(officer) == {"Example School": ["Band D for 2025 to 2026, agreed 11 November 2025"]}
        allocations.walk(made, State.AGREED, band="B")
        assert shown(officer) == {}

    def test_a_band_of_next_year_does_not_hold_yet(self, officer: User) -> None:
        made = settled("Example School", "B")
        rounds.open_round(year=2027, by=None, on=date(2026, 11, 18))
        in_year(made, 2027, "D")
        assert shown(officer) == {}
        with clock.at(date(2027, 11, 20)):
            assert shown(officer) == {"Example School": ["Band D, agreed 11 November 2027"]}

    def test_a_review_takes_it_off_once_it_has_ended(self, officer: User) -> None:
        made = settled("Example School", "D")
        review = reviews.start_review(
            made.allocation, by=made.officer, on=FLAGGED, ground="inspection", reason="Inspectors came."
        )
        other = replace(made, allocation=review)
        allocations.propose(other, "C", on=FLAGGED)
        assert list(shown(officer)) == ["Example School"]
        allocations.agree(other, on=FLAGGED)
        assert shown(officer) == {}

    def test_a_closed_school_is_left_out(self, officer: User) -> None:
        made = settled("Example School", "D")
        School.objects.filter(pk=made.school.pk).update(status="Closed")
        assert shown(officer) == {}


class TestHighRisk:
    def test_a_flagged_school_is_listed_with_the_reason(self, officer: User) -> None:
        made = settled("Example C School", "C")
        settled("Example Other C School", "C")
        flag(made, "Two leaders left <at once>.")
        assert shown(officer) == {"Example C School": ["High-risk since 12 November 2026: Two leaders left <at once>."]}
        assert "&lt;at once&gt;" in get(officer).content.decode()
        reviews.unflag(made.allocation, by=made.officer, on=FLAGGED, reason="New leaders came.")
        assert shown(officer) == {}

    def test_the_flag_goes_with_the_band_that_a_review_sets_aside(self, officer: User) -> None:
        made = settled("Example School", "C")
        flag(made)
        review = reviews.start_review(
            made.allocation, by=made.officer, on=FLAGGED, ground="evidence", reason="Results."
        )
        other = replace(made, allocation=review)
        allocations.propose(other, "C", on=FLAGGED)
        allocations.agree(other, on=FLAGGED)
        assert shown(officer) == {}


class TestCategory:
    def test_the_latest_inspection_that_says_so_leaves_it_in(self, officer: User) -> None:
        school = schools.school("Example Academy", **schools.CONVERTER)
        inspect(school, date(2019, 5, 1))
        inspect(school, date(2023, 3, 7), "SM")
        inspect(school, date(2024, 2, 6), kind=UNGRADED, outcome="Taking effective action")
        assert shown(officer) == {"Example Academy": ["Special measures, inspection of 7 March 2023"]}

    def test_a_later_graded_one_lifts_it(self, officer: User) -> None:
        school = schools.school()
        inspect(school, date(2023, 3, 7), "SM")
        inspect(school, date(2025, 1, 14), overall="Not judged")
        assert shown(officer) == {}

    def test_a_later_one_changes_it(self, officer: User) -> None:
        school = schools.school("Example School")
        inspect(school, date(2025, 1, 14), "SWK")
        inspect(school, date(2023, 3, 7), "SM")
        assert shown(officer) == {"Example School": ["Serious weaknesses, inspection of 14 January 2025"]}

    def test_one_to_come_says_nothing(self, officer: User) -> None:
        inspect(schools.school(), date(2026, 11, 21), "SM")
        assert shown(officer) == {}

    @pytest.mark.parametrize(
        ("facts", "listed"),
        [
            ({"withdrawn_on": TODAY}, True),
            ({"starts_on": date(2022, 1, 11)}, True),
            ({"starts_on": date(2026, 11, 21)}, True),
            ({"starts_on": date(2023, 3, 7)}, False),
            ({"kind": UNGRADED}, True),
            ({"kind": UNGRADED, "lifts_category": True}, False),
            ({"outcome": "Corrected."}, False),
        ],
        ids=str,
    )
    def test_what_becomes_of_the_later_one_is_followed(
        self, officer: User, facts: dict[str, Any], listed: bool
    ) -> None:
        school = schools.school("Example School")
        inspect(school, date(2023, 3, 7), "SM")
        later = inspect(school, date(2025, 1, 14))
        Inspection.objects.filter(pk=later.pk).update(**facts)
        assert bool(shown(officer)) is listed
        assert follow() == 0

    def test_it_holds_again_where_the_later_one_goes_or_belongs_to_another_school(self, officer: User) -> None:
        first, second = schools.school("Example First"), schools.school("Example Second")
        for school in (first, second):
            inspect(school, date(2023, 3, 7), "SM")
        later = inspect(first, date(2025, 1, 14))
        Inspection.objects.filter(pk=later.pk).update(school=second)
        assert list(shown(officer)) == ["Example First"]
        later.delete()
        assert len(shown(officer)) == 2 and follow() == 0

    def test_one_of_the_school_before_it_says_so(self, officer: User) -> None:
        school = schools.school("Example Academy", **schools.CONVERTER)
        inspect(school, date(2023, 3, 7), "SM", urn_at_time=900001)
        assert shown(officer) == {"Example Academy": ["Special measures, inspection of 7 March 2023 under URN 900001"]}

    def test_schools_that_are_not_the_authoritys_are_left_out(self, officer: User) -> None:
        inspect(schools.school(la_code="992"), date(2023, 3, 7), "SM")
        inspect(schools.school(**schools.INDEPENDENT), date(2023, 3, 7), "SM")
        inspect(schools.school(status="Closed"), date(2023, 3, 7), "SM")
        assert shown(officer) == {}


class TestTheRow:
    def test_several_reasons_are_one_row_with_the_latest_day(self, officer: User) -> None:
        made = settled("Example School", "C")
        flag(made)
        inspect(made.school, date(2023, 3, 7), "RSI")
        (row,) = get(officer).context["rows"]
        school, why, *_ = row
        assert [reason.words for reason in why] == [
            "High-risk since 12 November 2026: Two leaders left.",
            "Requires significant improvement, inspection of 7 March 2023",
        ]
        assert [(reason.source, reason.href) for reason in why] == [
            ("School Support Allocation 2026 to 2027", made.allocation.get_absolute_url()),
            ("made-up.csv", ""),
        ]
        assert (school.since, school.sip_name) == (FLAGGED, made.sip.name)

    def test_it_is_on_the_page_with_links(self, officer: User) -> None:
        made = settled("Example School", "D")
        text = re.sub(r"\s+", " ", get(officer).content.decode())
        assert f'<a class="govuk-link" href="{made.school.get_absolute_url()}">Example School</a>' in text
        assert f'href="{made.allocation.get_absolute_url()}"' in text
        for words in ("1 school<", "Band D, agreed 9 November 2026", "Primary", "Maintained", made.sip.name):
            assert words in text

    def test_an_empty_list_says_what_would_be_here(self, officer: User) -> None:
        assert "No school causes concern at present." in get(officer).content.decode()
        assert "No school fits these filters." in get(officer, "?reason=band").content.decode()


class TestTheList:
    @pytest.fixture(autouse=True)
    def three(self, officer: User) -> None:
        self.banded = settled("Example B School", "D", phase="Secondary")
        self.flagged = settled("Example C School", "C")
        flag(self.flagged)
        self.inspected = schools.school("Example A School")
        inspect(self.inspected, date(2023, 3, 7), "SM")

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("", "CBA"),
            ("?sort=since", "ABC"),
            ("?sort=school", "ABC"),
            ("?reason=band", "B"),
            ("?reason=high_risk", "C"),
            ("?reason=category", "A"),
            ("?reason=nonsense", "CBA"),
            ("?phase=Secondary", "B"),
            ("?search=example+a", "A"),
            ("?sip=none", "A"),
            ("?sip={sip}", "B"),
        ],
    )
    def test_narrowed_and_sorted(self, officer: User, query: str, expected: str) -> None:
        assert list(shown(officer, query.format(sip=self.banded.sip.pk))) == [f"Example {x} School" for x in expected]

    def test_the_filters_offer_every_kind_and_phase(self, officer: User) -> None:
        fields = get(officer).context["listing"].filters.fields
        assert [key for key, _ in fields["phase"].choices] == ["", *PHASES]
        assert [key for key, _ in fields["reason"].choices] == ["", *(kind.slug for kind in KINDS)]

    def test_the_export_holds_what_is_shown(self, officer: User) -> None:
        heads, *rows = exported(officer)
        assert heads == ["School", "URN", "Phase", "Maintained or academy", "Partner", "Reasons", "Since", *OF_A_CASE]
        assert [row[0] for row in rows] == ["Example C School", "Example B School", "Example A School"]
        assert rows[2] == [
            "Example A School",
            str(self.inspected.pk),
            "Primary",
            "Maintained",
            "",
            "Special measures, inspection of 7 March 2023 (made-up.csv)",
            "2023-03-07",
            *("", "", ""),
        ]
        assert [row[0] for row in exported(officer, "&reason=band")[1:]] == ["Example B School"]

    @pytest.mark.feature("A15")
    def test_only_the_service_reads_it(self, officer: User) -> None:
        everything = {"Example A School", "Example B School", "Example C School"}
        made = self.banded
        for user in (officer, made.officer, made.director, people.person(role="director_of_childrens_services")):
            assert set(shown(user)) == everything
        assert set(shown(made.sip)) == {"Example B School"}
        assert len(exported(made.sip)) == 2
        assert shown(people.person(role="sip")) == {}
        for user in (made.head, made.chair, people.person(role="administrator"), people.person()):
            assert get(user).status_code == 404
            assert get(user, "?export=csv").status_code == 404

    def test_the_first_page_counts_it_for_oversight(self) -> None:
        client = Client()
        client.force_login(self.banded.director)
        home: Any = client.get("/")
        assert f'<a class="govuk-link" href="{LIST}">3 schools</a>' in home.content.decode()
        client.force_login(self.banded.sip)
        home = client.get("/")
        assert "Schools causing concern</h2>" not in home.content.decode()


@pytest.mark.feature("A14")
class TestOtherFrameworks:
    def test_bands_of_another_authority(self) -> None:
        framework_actions.load((FILES / "letters.toml").read_text(encoding="utf-8"), file_name="letters.toml", by=None)
        for band in "ABCD":
            made = settled(f"Example {band} School", band, la_code="992")
        assert shown(made.officer, "?sort=school") == {
            "Example A School": ["Letter A, agreed 9 November 2026"],
            "Example D School": ["Letter D, agreed 9 November 2026"],
        }
        made = settled("Example Flagged School", "B", la_code="992")
        flag(made)
        assert len(shown(made.officer, "?reason=high_risk")) == 1

    def test_each_year_by_its_own_framework(self, officer: User) -> None:
        framework_actions.load(
            (FILES / "next-year.toml").read_text(encoding="utf-8"), file_name="next-year.toml", by=None
        )
        before, again = (settled(f"Example {name} School", "D") for name in ("Before", "Again"))
        worse = settled("Example Worse School", "A")
        with clock.at(date(2027, 11, 20)):
            in_year(again, 2027, "D")
            in_year(worse, 2027, "E")
            assert shown(officer, "?sort=school") == {
                before.school.name: ["Band D for 2026 to 2027, agreed 9 November 2026"],
                worse.school.name: ["Level E, agreed 11 November 2027"],
            }


def fill(size: int) -> None:
    """So many schools in a category, with a band and a flag among them."""
    facts = {"la_code": "341", "status": "Open", "phase": "Primary", **schools.COMMUNITY}
    made = School.objects.bulk_create(
        [School(urn=910000 + n, name=f"Example School {n}", **facts) for n in range(size)]
    )
    Inspection.objects.bulk_create(
        Inspection(
            school=s, event_number=f"8{s.pk}", kind=GRADED, starts_on=date(2025, 1, 14), category="SM", source="x"
        )
        for s in made
    )
    allocations.scene(State.AGREED, school=made[0], band="D")
    flag(allocations.scene(State.AGREED, school=made[1], band="C"))
    # What was changed is counted by who reads first: here by nobody whose questions are numbered.
    days_kept.refresh(2026)
    with connection.cursor() as cursor:
        # Of tables filled in one go the planner knows nothing, and chooses badly.
        cursor.execute("ANALYZE")


def test_it_asks_the_same_at_both_sizes(officer: User) -> None:
    found = []
    for size in (60, 700):
        point = transaction.savepoint()
        fill(size)
        asked = []
        narrowed = f"{LIST}?reason=category&phase=Primary&search=example&sip=none&sort=-school"
        for path in (LIST, narrowed, f"{LIST}?page=last", "/"):
            client = Client()
            client.force_login(officer)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            asked.append(len(queries))
        assert len(exported(officer)) == size + 1
        found.append(asked)
        transaction.savepoint_rollback(point)
    assert found[0] == found[1]
    assert max(found[0]) <= 15
