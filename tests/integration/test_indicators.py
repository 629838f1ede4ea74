"""A school's results, attendance and exclusions: its page, all years, the export, and evidence."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schools.indicators.measures import MEASURES
from schools.indicators.queries import MeasureSummary, phase_of, stages
from schools.models import Comparator, Indicator, School, SchoolLink
from sil.framework.models import FrameworkVersion
from sil.web.evidence import facts
from tests.conftest import TODAY
from tests.factories import people
from tests.factories.schools import CONVERTER, school

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S5")]
RWM = "ks2_rwm_expected"


def publish(of: School, year: int, measure: str, value: object, group: str = "all") -> None:
    """A figure, or in place of a number why there is none."""
    missing = value if isinstance(value, str) else ""
    Indicator.objects.create(
        key=f"{of.pk}-{year}-{measure}-{group}", school=of, academic_year=year, measure=measure, pupil_group=group,
        value=None if missing else value, missing=missing, source="Department for Education, made-up.csv",
    )  # fmt: skip


def beside(place: str, year: int, measure: str, value: float, group: str = "all", phase: str = "") -> None:
    code = "341" if place == "authority" else ""
    Comparator.objects.create(
        key=f"{place}-{phase}-{year}-{measure}-{group}", place=place, la_code=code, phase=phase, academic_year=year,
        measure=measure, pupil_group=group, value=value,
    )  # fmt: skip


@pytest.fixture
def primary() -> School:
    made = school("Example Primary School")
    for year, value in ((2018, 55), (2022, 58), (2023, "suppressed"), (2024, 61)):
        publish(made, year, RWM, value)
        beside("england_state", year, RWM, 60 + year % 5)
        beside("england_all", year, RWM, 50)
        beside("authority", year, RWM, 57)
    publish(made, 2024, RWM, "suppressed", "disadvantaged")
    publish(made, 2024, RWM, 66, "girls")
    publish(made, 2016, RWM, 40)
    return made


def shown(of: School, slug: str, on: date = TODAY) -> MeasureSummary:
    return next(each for stage in stages(of, on) for each in stage.measures if each.measure.slug == slug)


def as_officer(of: School, rest: str = "?part=all") -> Any:
    client = Client()
    client.force_login(people.person(role="principal_officer"))
    return client.get(f"/schools/{of.pk}/{rest}")


class TestThePage:
    def test_the_last_three_published_years_beside_england_and_the_authority(self, primary: School) -> None:
        rows = [(row.label, row.published) for row in shown(primary, RWM).rows]
        assert [
            (label, p.words, p.england_words, p.authority_words, p.difference) for label, p in rows if p is not None
        ] == [
            ("2024/25", "61%", "64%", "57%", "3 percentage points below England"),
            ("2023/24", "suppressed: too few pupils", "63%", "57%", ""),
            ("2022/23", "58%", "62%", "57%", "4 percentage points below England"),
        ]

    def test_it_says_so_in_words(self, primary: School, liverpool: FrameworkVersion) -> None:
        page = as_officer(primary).content.decode()
        assert "61% in 2024/25, 3 percentage points below England" in page
        assert "suppressed: too few pupils" in page
        assert '64% <span class="app-quiet">(state-funded schools)</span>' in page
        assert 'Girls, <span class="app-nowrap">2024/25</span>' in page
        assert "<desc" in page and "This school: 40% in 2016/17" not in page
        assert f'href="/schools/{primary.pk}/results/"' in page
        assert "style=" not in page

    def test_years_without_results_say_why(self) -> None:
        made = school()
        for year in (2018, 2021, 2022):
            publish(made, year, "ks4_progress_8", -0.31)
        publish(made, 2024, "ks4_progress_8", "not_applicable")
        publish(made, 2024, "ks4_attainment_8", 44.1)
        rows = {row.label: row.gap for row in shown(made, "ks4_progress_8").rows}
        assert list(rows) == ["2024/25", "2022/23", "2021/22", "2020/21", "2019/20", "2018/19"]
        assert rows["2024/25"].startswith("Not published: these pupils had no tests at the end of key stage 2")
        assert "cancelled in the pandemic" in rows["2019/20"] and rows["2019/20"] == rows["2020/21"]
        assert rows["2022/23"] == ""

    def test_the_nearest_comparator_and_it_is_named(self) -> None:
        made = school(phase="Secondary")
        publish(made, 2023, "absence_overall", 9)
        beside("england_all", 2023, "absence_overall", 1)
        published = shown(made, "absence_overall").rows[0].published
        assert published and published.england and published.england.kind == "all schools"
        beside("england_state", 2023, "absence_overall", 7.1)
        beside("england_state", 2023, "absence_overall", 8.7, phase="secondary")
        beside("england_state", 2023, "absence_overall", 5.4, phase="primary")
        published = shown(made, "absence_overall").rows[0].published
        assert published and published.england
        assert (published.england_words, published.england.kind) == ("8.7%", "state-funded secondary schools")

    @pytest.mark.parametrize(
        ("facts_", "phase"),
        [
            ({"phase": "Primary"}, "primary"),
            ({"phase": "All-through"}, "secondary"),
            ({"phase": "Not applicable", "type_code": 7, "group_code": 5}, "special"),
            ({"phase": "Nursery"}, ""),
        ],
    )
    def test_phases(self, facts_: dict[str, Any], phase: str) -> None:
        assert phase_of(school(**facts_)) == phase

    def test_what_a_predecessor_had_is_shown_as_its_own(self, primary: School) -> None:
        academy = school("Example Academy", open_date=date(2024, 9, 1), **CONVERTER)
        School.objects.filter(pk=primary.pk).update(close_date=date(2024, 8, 31))
        SchoolLink.objects.create(
            key=f"{academy.pk}-{primary.pk}", predecessor_urn=primary.pk, successor_urn=academy.pk,
            dated_by_successor=date(2024, 9, 1),
        )  # fmt: skip
        publish(academy, 2024, RWM, 70)
        rows = [(row.label, row.published) for row in shown(academy, RWM).rows]
        assert [(label, p.words, p.urn) for label, p in rows if p is not None] == [
            ("2024/25", "70%", academy.pk),
            ("2023/24", "suppressed: too few pupils", primary.pk),
            ("2022/23", "58%", primary.pk),
        ]
        page = as_officer(academy).content.decode()
        assert f"(as URN {primary.pk})" in page

    def test_a_school_without_figures_is_told_where_they_come_from(self) -> None:
        assert stages(school(), TODAY) == []
        assert "No figures are held for this school" in as_officer(school()).content.decode()

    def test_only_reasons_that_tell_something_make_a_table(self) -> None:
        made = school()
        publish(made, 2024, RWM, "not_applicable")
        publish(made, 2024, "ks2_rwm_higher", "blank")
        assert stages(made, TODAY) == []

    def test_two_queries_whatever_the_number_of_figures(self, primary: School) -> None:
        asked = []
        for groups in (("boys", "eal"), ()):
            with CaptureQueriesContext(connection) as queries:
                stages(primary, TODAY)
            asked.append(len(queries))
            for year in range(2019, 2025):
                for slug in MEASURES:
                    for group in groups:
                        publish(primary, year, slug, 3, group)
        assert asked == [2, 2], "whom it followed, and its figures with those beside them"


class TestAllYears:
    def test_every_year_and_group_in_pages(self, primary: School) -> None:
        response = as_officer(primary, "results/")
        listing = response.context["listing"]
        assert listing.count == 7
        assert [figure.label for figure in response.context["figures"]][:2] == ["2024/25", "2024/25"]
        assert "suppressed: too few pupils" in response.content.decode()

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("year=2024", 3),
            ("group=girls", 1),
            ("stage=ks4", 0),
            (f"measure={RWM}&year=2016", 1),
            ("year=1066&group=martians", 7),
        ],
    )
    def test_filters(self, primary: School, query: str, count: int) -> None:
        assert as_officer(primary, f"results/?{query}").context["listing"].count == count

    def test_the_export_is_what_is_shown_with_suppressed_in_words(self, primary: School) -> None:
        response = as_officer(primary, "results/?export=csv&group=all&sort=-year")
        lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
        assert lines[0].startswith("Year,Measure,Pupils,This school,Unit,England")
        assert len(lines) == 6
        label = '"Reading, writing and maths, expected standard"'
        assert lines[1].startswith(f"2024/25,{label},All pupils,61,per cent,64,state-funded schools,57,3 percentage")
        assert lines[2].startswith(f"2023/24,{label},All pupils,suppressed: too few pupils,per cent,63")
        assert not any(line.split(",")[6] in ("0", "") for line in lines[1:])

    def test_a_stranger_does_not_find_it(self, primary: School) -> None:
        client = Client()
        client.force_login(people.post(school(), "headteacher").user)
        assert client.get(f"/schools/{primary.pk}/results/").status_code == 404


@pytest.mark.feature("A3")
class TestEvidence:
    def of(self, made: School, liverpool: FrameworkVersion, criterion: str, on: date = TODAY) -> list[Any]:
        return [fact for fact in facts(made, liverpool.framework, on) if fact.criterion == criterion]

    def test_the_last_three_years_beside_england(self, primary: School, liverpool: FrameworkVersion) -> None:
        (fact,) = self.of(primary, liverpool, "outcomes-and-gaps")
        assert fact.text == (
            "Reading, writing and maths, expected standard: 61% in 2024/25 (England 64%), "
            "suppressed: too few pupils in 2023/24, 58% in 2022/23 (England 62%)"
        )
        assert (fact.as_of, fact.source) == (date(2025, 8, 31), "Department for Education, made-up.csv")

    def test_a_day_knows_nothing_of_a_year_that_was_not_over(
        self, primary: School, liverpool: FrameworkVersion
    ) -> None:
        (fact,) = self.of(primary, liverpool, "outcomes-and-gaps", date(2025, 8, 30))
        assert fact.as_of == date(2024, 8, 31)
        assert "2024/25" not in fact.text
        assert self.of(primary, liverpool, "outcomes-and-gaps", date(2016, 1, 1)) == []

    @pytest.mark.parametrize(
        ("measure", "group", "criteria"),
        [
            ("ks2_reading_expected", "all", {"reading"}),
            ("ks4_progress_8_gap", "disadvantaged", {"outcomes-and-gaps", "inclusion-and-send"}),
            ("absence_persistent", "all", {"attendance"}),
            ("suspension_rate", "all", {"behaviour-and-exclusions"}),
            ("suspension_rate", "boys", set()),
            ("pupils", "all", set()),
        ],
    )
    def test_each_measure_speaks_to_its_criteria(
        self, liverpool: FrameworkVersion, measure: str, group: str, criteria: set[str]
    ) -> None:
        made = school()
        publish(made, 2024, measure, 3, group)
        assert {fact.criterion for fact in facts(made, liverpool.framework, TODAY)} == criteria

    def test_what_is_not_known_is_no_fact(self, liverpool: FrameworkVersion) -> None:
        made = school()
        publish(made, 2024, RWM, "not_applicable")
        assert facts(made, liverpool.framework, TODAY) == []
