"""Are the frameworks, the times in a category, the drawing and typed points what they should be?"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.inspections.actions import Point
from schools.inspections.drawing import line
from schools.inspections.points import parse, written
from schools.inspections.queries import judgements_of, restriction, spells
from schools.inspections.terms import REPORT_CARD_AREAS, SAFEGUARDING, in_order, terms_on
from schools.models import Inspection, School

pytestmark = pytest.mark.feature("S2")
HERE = School(urn=900001, name="Example School")
WORDS = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12)
TREES = st.recursive(
    st.builds(Point, WORDS),
    lambda parts: st.builds(Point, WORDS, st.lists(parts, max_size=3).map(tuple)),
    max_leaves=12,
)


def inspection(day: str, school: School = HERE, **facts: Any) -> Inspection:
    return Inspection(school=school, starts_on=date.fromisoformat(day), **{"kind": "graded", **facts})


@pytest.mark.parametrize(
    ("day", "name", "overall", "first"),
    [
        ("2012-08-31", "graded inspection, before September 2012", True, None),
        ("2012-09-01", "graded inspection, 2012 to 2015", True, "Achievement of pupils"),
        ("2015-08-31", "graded inspection, 2012 to 2015", True, "Achievement of pupils"),
        ("2015-09-01", "graded inspection, 2015 to 2019", True, "Effectiveness of leadership and management"),
        ("2019-09-01", "graded inspection, September 2019 to August 2024", True, "Quality of education"),
        ("2024-08-31", "graded inspection, September 2019 to August 2024", True, "Quality of education"),
        ("2024-09-01", "graded inspection, September 2024 to November 2025", False, "Quality of education"),
        ("2025-11-09", "graded inspection, September 2024 to November 2025", False, "Quality of education"),
        ("2025-11-10", "report card", False, "Inclusion"),
    ],
)
def test_each_day_has_the_terms_of_its_framework(day: str, name: str, overall: bool, first: str | None) -> None:
    terms = terms_on(date.fromisoformat(day), full=True)
    assert (terms.name, bool(terms.overall), terms.areas[:1]) == (name, overall, (first,) if first else ())


def test_a_report_card_has_six_areas_and_two_where_they_apply_on_five_points() -> None:
    terms = terms_on(date(2026, 1, 1), full=True)
    assert terms.areas[:6] == REPORT_CARD_AREAS and len(terms.areas) == 8
    assert next(word for word, _ in terms.grades) == "Exceptional" and len(terms.grades) == 5
    assert (terms.safeguarding, terms.safeguarding_words) == (SAFEGUARDING, ("Met", "Not met"))


def test_judgements_keep_their_words_and_the_order_of_their_framework() -> None:
    card = inspection(
        "2026-02-03",
        kind="report_card",
        judgements={
            "Safeguarding standards": "Met",
            "Achievement": "Needs attention",
            "Inclusion": "Strong standard",
            "Inclusion - date of grade": "2026-06-01",
        },
    )
    assert [(each.name, each.words, each.graded_on) for each in judgements_of(card)] == [
        ("Inclusion", "Strong standard", date(2026, 6, 1)),
        ("Achievement", "Needs attention", None),
        ("Safeguarding standards", "Met", None),
    ]
    old = inspection("2012-03-01", judgements={"Overall": "3", "Something else": "9"})
    assert [(each.name, each.words) for each in judgements_of(old)] == [("Overall", "Satisfactory")]
    assert in_order(["z", "Inclusion"], terms_on(date(2026, 1, 1), full=True)) == ["Inclusion", "z"]


@pytest.mark.parametrize(
    ("facts", "headline"),
    [
        ({"overall": "3"}, "Requires improvement"),
        ({"overall": "4", "category": "SM"}, "Inadequate, Special measures"),
        ({"kind": "ungraded", "outcome": "Standards maintained"}, "Standards maintained"),
        ({"kind": "ungraded"}, "No overall judgement"),
        (
            {
                "kind": "report_card",
                "category": "RSI",
                "judgements": {
                    "Achievement": "Needs attention",
                    "Inclusion": "Strong standard",
                    "x": "Needs attention",
                },
            },
            "Requires significant improvement, Strong standard (1), Needs attention (2)",
        ),
        (
            {"kind": "report_card", "judgements": {"Safeguarding standards": "Not met"}},
            "safeguarding standards not met",
        ),
    ],
)
def test_a_headline_is_in_the_terms_of_the_day(facts: dict[str, Any], headline: str) -> None:
    assert inspection("2026-02-03", **facts).headline == headline


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([], []),
        ([("2019-05-01", {"category": "SM"})], [("SM", "2019-05-01", None)]),
        # A monitoring inspection says nothing of the category, or lifts it; a full one ends it by naming none.
        ([("2019-05-01", {"category": "SM"}), ("2020-01-01", {"kind": "ungraded"})], [("SM", "2019-05-01", None)]),
        (
            [("2019-05-01", {"category": "SM"}), ("2020-01-01", {"kind": "ungraded", "lifts_category": True})],
            [("SM", "2019-05-01", "2020-01-01")],
        ),
        ([("2019-05-01", {"category": "SM"}), ("2020-01-01", {})], [("SM", "2019-05-01", "2020-01-01")]),
        (
            [("2024-05-01", {"category": "SWK"}), ("2026-01-01", {"kind": "report_card"})],
            [("SWK", "2024-05-01", "2026-01-01")],
        ),
        # From one into another, and the same one found again.
        (
            [
                ("2019-05-01", {"category": "SWK"}),
                ("2020-01-01", {"category": "SM"}),
                ("2021-01-01", {"category": "SM"}),
            ],
            [("SWK", "2019-05-01", "2020-01-01"), ("SM", "2020-01-01", None)],
        ),
    ],
)
def test_a_category_lasts_until_an_inspection_ends_it(told: list[Any], expected: list[Any]) -> None:
    found = spells(inspection(day, **facts) for day, facts in reversed(told))
    days = [(s.category, s.starts_on.isoformat(), s.ends_on and s.ends_on.isoformat()) for s in found]
    assert days == expected


def test_a_category_ends_with_its_school_and_not_with_the_academy_after_it() -> None:
    before, after = School(urn=900001, close_date=date(2020, 10, 31)), School(urn=900002)
    found = spells([inspection("2019-05-01", before, category="SM"), inspection("2023-05-01", after, overall="2")])
    assert [(s.starts_on, s.ends_on) for s in found] == [(date(2019, 5, 1), date(2020, 10, 31))]
    assert spells([inspection("2019-05-01", before, category="SM")])[0].ends_on == date(2020, 10, 31)


def test_the_line_runs_from_the_first_year_to_the_day_with_every_inspection_on_it() -> None:
    on = date(2026, 11, 20)
    told = [inspection("2026-03-04"), inspection("2019-05-01", category="SM"), inspection("2021-05-01")]
    drawn = line(told, spells(told), on)
    assert drawn is not None and (drawn.first, drawn.last) == (2019, 2026)
    assert [mark.inspection.starts_on.year for mark in drawn.marks] == [2019, 2021, 2026]
    assert [mark.number for mark in drawn.marks] == [1, 2, 3]
    places = [float(mark.x.rstrip("%")) for mark in drawn.marks]
    assert places == sorted(places) and 4 <= places[0] < 8 and places[-1] < 96
    (shade,) = drawn.shades
    assert shade.x == drawn.marks[0].x and float(shade.width.rstrip("%")) == pytest.approx(
        places[1] - places[0], abs=0.02
    )
    assert len(drawn.ticks) <= 6 and line([], [], on) is None


@given(st.lists(st.dates(date(1990, 1, 1), date(2026, 11, 20)), min_size=1, max_size=40))
def test_everything_on_the_line_lies_within_it(days: list[date]) -> None:
    told = [inspection(day.isoformat(), category="SM" if day.day % 2 else "") for day in days]
    drawn = line(told, spells(told), date(2026, 11, 20))
    assert drawn is not None and len(drawn.marks) == len(days) and len(drawn.ticks) <= 6
    for shade in drawn.shades:
        assert float(shade.x[:-1]) >= 4 and float(shade.x[:-1]) + float(shade.width[:-1]) <= 97
    assert all(4 <= float(each.x[:-1]) <= 96 for each in (*drawn.marks, *drawn.ticks))


def test_the_latest_letter_that_says_so_decides_on_early_career_teachers() -> None:
    def told(day: str, may: bool | None, **facts: Any) -> Any:
        found: Any = inspection(day, **{"kind": "ungraded", **facts})
        found.may_appoint = may
        return found

    silent, no, yes = told("2020-01-01", None), told("2019-01-01", False), told("2018-01-01", True)
    assert restriction([silent, no, yes]) is no
    assert restriction([silent, yes, no]) is None and restriction([silent]) is None
    for out in ({"kind": "graded", "overall": "2"}, {"lifts_category": True}):
        assert restriction([told("2021-01-01", None, **out), no]) is None
    assert restriction([told("2021-01-01", None, kind="graded", category="SM"), no]) is no


@given(st.lists(TREES, max_size=5))
def test_points_that_are_written_are_read_as_the_same(points: list[Point]) -> None:
    assert parse(written(points)) == tuple(points)


def test_points_are_typed_one_a_line_with_their_parts_after_a_dash() -> None:
    typed = "Teach reading well\n - train every adult\n-- by June\n\n– check who falls behind\nAttend more • often"
    first, second = parse(typed)
    assert (first.text, [part.text for part in first.children]) == (
        "Teach reading well",
        ["train every adult", "check who falls behind"],
    )
    assert first.children[0].children == (Point("by June"),) and second == Point("Attend more • often")
    assert parse("- a part without a point") == (Point("a part without a point"),) and parse(" \n - \n") == ()
    assert written([replace(first, children=())]) == "Teach reading well"


@given(st.text(max_size=200))
def test_any_text_can_be_typed(text: str) -> None:
    parse(text)


def test_nothing_that_is_typed_is_lost() -> None:
    words = "one\n- two\n--- three\n- four\nfive"
    assert written(parse(words)).replace("-", "").split() == words.replace("-", "").split()


def test_days_of_a_year_do_not_run_over() -> None:
    drawn = line([inspection("2026-11-20")], [], date(2026, 11, 20))
    assert drawn is not None and [tick.year for tick in drawn.ticks] == [2026]
