"""Ofsted's files of the other layouts: 2014 to 2019, and report cards since November 2025."""

from datetime import date
from typing import Any

import pytest

from schools.inspections.queries import judgements_of, spells
from schools.models import Inspection
from schools.registers.ofsted.layouts import LAYOUTS, layout_of
from schools.registers.run import actions
from schools.registers.table.reading import Header, open_table
from schools.registers.table.register import Outcome
from tests.data.registers.made_up import SAMPLES
from tests.data.registers.made_up_ofsted import LATEST, YEAR, Reader, Row, facts
from tests.factories.schools import school

AREAS = {
    "Inclusion": "Strong standard",
    "Curriculum and teaching": "Expected standard",
    "Achievement": "Needs attention",
    "Attendance and behaviour": "Expected standard",
    "Personal development and wellbeing": "Expected standard",
    "Leadership and governance": "Expected standard",
    "Safeguarding standards": "Met",
}
# The latest inspections, 2026.
CARD: Row = {
    "URN": "900001",
    "LAESTAB": "3412901",
    "Inspection number of latest full inspection": "990501",
    "Inspection type": "S5 Inspection",
    "Inspection start date": "13/01/2026",
    "Publication date": "19/02/2026",
    "URN at time of latest full inspection": "900001",
    "Category of concern": "",
    **AREAS,
    "Inclusion - date of grade": "13/01/2026",
    "Most recent category of concern": "",
}
OEIF = {
    "Inspection number of latest OEIF graded inspection": "990401",
    "Inspection start date of latest OEIF graded inspection": "04/06/2024",
    "Latest OEIF overall effectiveness": "4",
    "Latest OEIF category of concern": "SM ",
    "Latest OEIF quality of education": "4",
}
SHORT = {
    "Latest ungraded inspection number": "990502",
    "Date of latest ungraded inspection": "20/01/2026",
    "Ungraded inspection overall outcome": "Special measures removed",
}
NO_CARD = {heading: "NULL" for heading in CARD if heading not in ("URN", "LAESTAB", "Most recent category of concern")}
# Inspections of a year, 2026.
IN_YEAR: Row = {
    "URN": "900001",
    "LAESTAB": "3412901",
    "Inspection number": "990501",
    "Inspection type": "S5 Inspection",
    "Inspection type grouping": "Full inspection",
    "Event type grouping": "Schools - S5",
    "Inspection start date": "13/01/2026",
    "Outcomes for legacy monitoring inspections": "NULL",
    "Category of concern": "",
    **AREAS,
}
NO_AREAS = dict.fromkeys(AREAS, "NULL")


@pytest.fixture
def read(db: None, tmp_path: Any) -> Reader:
    school("Examplewood Primary School", urn=900001)
    school("Sampleton Academy", urn=900002)
    return Reader(tmp_path)


# Whole files


@pytest.mark.feature("S2")
def test_every_layout_one_after_the_other_and_the_second_time_nothing(db: None) -> None:
    """Titles, a mark of the encoding, a damaged character, and two spaces in a heading."""
    actions.import_file("gias", SAMPLES / "gias.csv", by=None, authority="341")
    names = ("ofsted_2015", "ofsted_2018", "ofsted_latest_2026", "ofsted_year_2026")
    outcomes = [_sample(name) for name in names]
    # 990111 and 990131 are mentioned in passing by rows of 2018. Of 2026, two inspections are in both files.
    assert outcomes == [Outcome(2, 0, 0), Outcome(4, 0, 1), Outcome(4, 0, 0), Outcome(1, 1, 1)]
    assert facts("990111")["judgements"] == {
        "Achievement of pupils": "2",
        "Behaviour and safety of pupils": "2",
        "Quality of teaching": "2",
        "Leadership and management": "2",
        "Effectiveness of the early years provision": "1",
    }
    monitoring = facts("990112")
    assert (monitoring["kind"], monitoring["category"]) == ("ungraded", "SWK")
    assert facts("10990121") | {
        "kind": "graded",
        "overall": "4",
        "category": "SWK",
        "judgements": {
            "Outcomes for pupils": "4",
            "Quality of teaching, learning and assessment": "4",
            "Effectiveness of leadership and management": "4",
            "Personal development, behaviour and welfare": "3",
            "16 - 19 study programmes": "3",
        },
    } == facts("10990121")
    short = facts("10990122")
    assert (short["kind"], short["outcome"], short["overall"]) == ("ungraded", "School remains Good", "")
    before = facts("990131")
    assert (before["school_id"], before["urn_at_time"], before["overall"]) == (900002, 900092, "3")
    assert _sample("ofsted_year_2026") == Outcome(0, 0, 3)
    assert _sample("ofsted_latest_2026") == Outcome(0, 0, 4)


@pytest.mark.feature("S2")
def test_a_report_card_keeps_the_words_of_its_day_and_no_overall_grade(db: None) -> None:
    actions.import_file("gias", SAMPLES / "gias.csv", by=None, authority="341")
    _sample("ofsted_latest_2026")
    assert facts("11990501") == {
        "school_id": 900001,
        "urn_at_time": None,
        "kind": "report_card",
        "type_name": "S5 Inspection",
        "starts_on": date(2026, 1, 13),
        "ends_on": None,
        "published_on": date(2026, 2, 19),
        "overall": "",
        "category": "",
        "outcome": "",
        "judgements": {
            **AREAS,
            "Inclusion - date of grade": "2026-03-04",
            "Early years (where applicable)": "Exceptional",
            "Post-16 provision (where applicable)": "Not applicable",
        },
    }
    card = Inspection.objects.get(event_number="11990501")
    shown = {area.name: area.graded_on for area in judgements_of(card)}
    assert shown["Inclusion"] == date(2026, 3, 4) and shown["Achievement"] is None
    assert "Post-16 provision (where applicable)" not in shown
    assert facts("10990401") | {"kind": "graded", "overall": "Not judged", "category": ""} == facts("10990401")
    assert facts("10990401")["judgements"]["Safeguarding is effective?"] == "Yes"
    assert [(spell.category, spell.starts_on, spell.ends_on) for spell in spells(_of(900003))] == [
        ("SM", date(2024, 6, 4), date(2026, 1, 20))
    ]
    _sample("ofsted_year_2026")
    concern = Inspection.objects.get(event_number="11990603")
    assert (concern.kind, concern.category) == ("report_card", "SM")
    assert concern.headline.startswith("Special measures, safeguarding standards not met")
    assert concern.judgements["Safeguarding standards"] == "Not met"


HEADERS = {
    "ofsted_2013.csv": ("all inspections of a year", 1),
    "ofsted_2015.csv": ("all inspections of a year", 1),
    "ofsted_2018.csv": ("all inspections of a year", 2),
    "ofsted_latest_2019.csv": ("latest inspections until August 2024", 3),
    "ofsted_latest_2024.csv": ("latest inspections from September 2024", 3),
    "ofsted_latest_2026.csv": ("latest inspections with report cards", 3),
    "ofsted_year_2026.csv": ("all inspections of a year", 1),
}


@pytest.mark.parametrize("name", HEADERS)
def test_each_layout_is_recognised(name: str) -> None:
    layout = layout_of(_header(name))
    blocks = [each for each in layout.blocks if not _header(name).missing([*each.number, *each.starts_on])]
    assert (layout.name, len(blocks)) == HEADERS[name]


def test_every_heading_of_ours_is_in_one_of_the_published_headers() -> None:
    """One with a slip of the pen would silently be taken for a missing column."""
    published = [_header(name) for name in HEADERS]
    wanted = {
        headings
        for layout in LAYOUTS
        for block in layout.blocks
        for columns in (block.columns, block.judgements, block.graded_on)
        for headings in columns.values()
    } | {layout.last_category for layout in LAYOUTS if layout.last_category}
    lacking = {
        headings[0] for headings in wanted if all(header.missing([each]) for header in published for each in headings)
    }
    # In files of several years put together, and in those of all inspections after 2019.
    assert (
        lacking
        == {
            "Previous withdrawn date",
            "Previous quality of education",
            "Previous behaviour and attitudes",
            "Previous personal development",
            "Previous safeguarding is effective?",
            "Previous sixth form provision (where applicable)",
        }
        & lacking
    )


def test_the_heading_of_2014_is_the_overall_grade_too(read: Reader) -> None:
    old = {"Overall effectiveness: how good is the school": "4", **YEAR}
    read(old, {}, without=("Overall effectiveness",))
    assert facts("990101")["overall"] == "4"


def test_headings_in_capitals_and_with_spaces(read: Reader) -> None:
    assert read({f" {heading.upper().replace(' ', '  ')} ": value for heading, value in CARD.items()}, {}).outcome.added
    assert facts("990501")["judgements"] == AREAS


# Which inspection a row is


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ({}, "report_card"),
        ({"Inspection type": "Monitoring inspection", "Inspection type grouping": "Monitoring inspection"}, "ungraded"),
        ({"Event type grouping": "Schools - S8"}, "ungraded"),
        ({"Event type grouping": "Schools - S8", "Inspection type": "S8 deemed S5"}, "report_card"),
        ({"Inspection type": "Urgent inspection", **NO_AREAS}, "ungraded"),
        ({"Outcomes for legacy monitoring inspections": "Taking effective action"}, "ungraded"),
        ({"Outcomes for legacy monitoring inspections": "Not applicable"}, "report_card"),
        # A full one before report cards began, without any of their areas.
        ({"Inspection start date": "07/10/2025", **NO_AREAS}, "graded"),
        # A volunteer's, and one whose grades are not published yet.
        ({"Inspection start date": "10/11/2025"}, "report_card"),
        (NO_AREAS, "report_card"),
    ],
)
def test_the_groupings_of_types_decide_the_kind(read: Reader, cells: Row, kind: str) -> None:
    assert read(IN_YEAR, cells).refused == 0
    assert (facts("990501")["kind"], facts("990501")["overall"]) == (kind, "")


def test_the_latest_full_inspection_may_be_a_graded_one(read: Reader) -> None:
    """Listed in both tiers under one number: the one with judgements holds."""
    number = {"Inspection number of latest full inspection": "990401", "Inspection start date": "04/06/2024"}
    assert read(CARD, {**NO_CARD, **number, **OEIF}).outcome.added == 1
    assert (facts("990401")["kind"], facts("990401")["overall"]) == ("graded", "4")


def test_a_row_with_each_tier_holds_three_inspections(read: Reader) -> None:
    assert read(CARD, {**OEIF, **SHORT}).outcome == Outcome(3, 0, 0)
    assert read(CARD, {**OEIF, **SHORT}).outcome == Outcome(0, 0, 3)


def test_an_end_before_the_start_is_kept_as_published(read: Reader) -> None:
    assert read(YEAR, {"Inspection end date": "11/11/2013"}).outcome.added == 1
    assert facts("990101")["ends_on"] == date(2013, 11, 11)


def test_an_inspection_that_a_row_mentions_in_passing_stays_what_its_own_row_says(read: Reader) -> None:
    """Whichever comes first, and though the later row is of the school that followed."""
    previous = {"Previous inspection number": "990101", "Previous inspection start date": "12/11/2013"}
    later = {"URN": "900002", "Inspection number": "990102", "Previous overall effectiveness": "1", **previous}
    for rows in ([{}, later], [later, {}]):
        report = read(YEAR, *rows)
        assert report.refused == 0
        assert (facts("990101")["school_id"], facts("990101")["overall"]) == (900001, "3")


def test_two_schools_that_mention_one_inspection_leave_it_out(read: Reader) -> None:
    previous = {"Previous inspection number": "990100", "Previous inspection start date": "12/11/2010"}
    report = read(YEAR, previous, {"URN": "900002", "Inspection number": "990102", **previous})
    assert (report.refused, report.outcome.added) == (0, 2)
    assert not Inspection.objects.filter(event_number="990100").exists()


def test_an_inspection_whose_report_ofsted_withdrew_no_longer_stands(read: Reader) -> None:
    read(YEAR | {"Withdrawn date": "NULL"}, {})
    report = read(YEAR | {"Withdrawn date": "01/02/2014"}, {})
    assert report.outcome == Outcome(0, 1, 0)
    assert not Inspection.objects.exists()
    assert Inspection.everything.get().withdrawn_on == date(2014, 2, 1)


# Categories that ended


@pytest.mark.parametrize(
    ("cells", "lifts"),
    [
        ({}, True),
        ({"Most recent category of concern": "NULL"}, True),
        ({"Most recent category of concern": "SM "}, False),
        ({"Latest OEIF category of concern": "NULL"}, False),
        # It cannot have ended what came after it.
        ({"Date of latest ungraded inspection": "03/06/2024"}, False),
        ({"Date of latest ungraded inspection": "04/06/2024"}, False),
    ],
)
def test_an_ungraded_inspection_ended_the_category(read: Reader, cells: Row, lifts: bool) -> None:
    read(CARD, {**NO_CARD, **OEIF, **SHORT, **cells})
    assert Inspection.objects.get(event_number="990502").lifts_category is lifts


def test_what_an_ungraded_inspection_ended_stays_known_after_the_next_full_one(read: Reader) -> None:
    read(CARD, {**NO_CARD, **OEIF, **SHORT})
    later = {"Inspection start date": "10/02/2026", "Category of concern": "RSI"}
    assert read(CARD, {**OEIF, **SHORT, **later, "Most recent category of concern": "RSI"}).outcome == Outcome(1, 0, 2)
    assert Inspection.objects.get(event_number="990502").lifts_category
    assert [spell.ends_on for spell in spells(_of(900001))] == [date(2026, 1, 20), None]


def test_a_layout_that_does_not_tell_leaves_it_as_it_is(read: Reader) -> None:
    read(CARD, {**NO_CARD, **OEIF, **SHORT})
    number = "Latest section 8 inspection number since last full inspection"
    ungraded = {number: "990502", "Date of latest section 8 inspection": "20/01/2026"}
    assert read(LATEST, {**ungraded, "Section 8 inspection overall outcome": "Special measures removed"}).refused == 0
    assert Inspection.objects.get(event_number="990502").lifts_category


# Damaged and hostile


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Inclusion": "x" * 121}, "Inclusion is longer than 120 characters"),
        (
            {"Inclusion - date of grade": "spring"},
            "Inclusion - date of grade “spring” is not a date (day-month-year)",
        ),
        ({"Inspection start date": "NULL"}, "Inspection start date is missing"),
        (
            {"Most recent category of concern": "worrying"},
            "Most recent category of concern “worrying” is not a category",
        ),
    ],
)
def test_a_card_that_cannot_be_read_is_refused(read: Reader, cells: Row, reason: str) -> None:
    report = read(CARD, cells, {"URN": "900002", "Inspection number of latest full inspection": "990503"})
    assert [refusal.reason for refusal in report.refusals] == [reason]
    assert list(Inspection.objects.values_list("event_number", flat=True)) == ["990503"]


def test_a_grade_that_looks_like_a_formula_is_kept_as_text(read: Reader) -> None:
    read(CARD, {"Inclusion": "=cmd|'/c calc'!A1", "Achievement": "Strong stand\ufffdrd"})
    judgements = facts("990501")["judgements"]
    assert (judgements["Inclusion"], judgements["Achievement"]) == ("=cmd|'/c calc'!A1", "Strong stand\ufffdrd")


def test_a_grade_given_later_is_not_undone_by_a_file_that_does_not_say_when(read: Reader) -> None:
    read(CARD, {"Achievement": "Expected standard", "Achievement - date of grade": "04/03/2026"})
    read(IN_YEAR, {"Inclusion": "Exceptional"})
    judgements = facts("990501")["judgements"]
    assert judgements == AREAS | {
        "Inclusion": "Exceptional",
        "Achievement": "Expected standard",
        "Achievement - date of grade": "2026-03-04",
    }
    # One that says when can take it back.
    read(CARD, {"Achievement - date of grade": "13/01/2026"})
    assert facts("990501")["judgements"] == AREAS


def _sample(name: str) -> Outcome:
    report = actions.import_file("ofsted", SAMPLES / f"{name}.csv", by=None, authority="341")
    assert report.refused == 0, report.refusals
    return report.outcome


def _header(name: str) -> Header:
    with open_table(SAMPLES / name) as table:
        return table.header


def _of(urn: int) -> list[Inspection]:
    return list(Inspection.objects.filter(school=urn).select_related("school"))
