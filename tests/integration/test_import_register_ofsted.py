"""Ofsted's management information: which inspections a file brings, and what it may overwrite."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from schools.models import Inspection, RegisterRun, School
from schools.registers.ofsted import inspections as ofsted
from schools.registers.run import actions
from schools.registers.table.archive import FileRefused
from schools.registers.table.register import Outcome
from sil.audit import events
from sil.audit.models import Event
from tests.data.registers.made_up import SAMPLES, versions
from tests.data.registers.made_up_ofsted import LATEST, PREVIOUS, SECTION_8, YEAR, Reader, Row, facts
from tests.factories.schools import school


@pytest.fixture
def read(db: None, tmp_path: Path) -> Reader:
    school("Examplewood Primary School", urn=900001)
    school("Sampleton Academy", urn=900002)
    return Reader(tmp_path)


# Whole files


def test_the_made_up_files_one_after_the_other(db: None) -> None:
    """Three layouts with all their columns; a title, two encodings, headings with other spaces."""
    actions.import_file("gias", SAMPLES / "gias.csv", by=None, authority="341")
    outcomes = []
    for name in ("ofsted_2013.csv", "ofsted_latest_2019.csv", "ofsted_latest_2024.csv"):
        report = actions.import_file("ofsted", SAMPLES / name, by=None, authority="341")
        assert report.refused == 0
        outcomes.append((report.outcome, report.left_out))
    assert outcomes == [
        (
            Outcome(added=2, changed=0, unchanged=0),
            {"other authorities": 1, ofsted.NOT_HELD: 0, ofsted.NO_INSPECTION: 0},
        ),
        # The day of publication of the inspection of 2013 is new.
        (
            Outcome(added=3, changed=1, unchanged=0),
            {"other authorities": 1, ofsted.NOT_HELD: 0, ofsted.NO_INSPECTION: 1},
        ),
        (
            Outcome(added=2, changed=0, unchanged=1),
            {"other authorities": 0, ofsted.NOT_HELD: 0, ofsted.NO_INSPECTION: 0},
        ),
    ]
    assert facts("990101") == {
        "school_id": 900001,
        "urn_at_time": None,
        "kind": "graded",
        "type_name": "S5 Inspection",
        "starts_on": date(2013, 11, 12),
        "ends_on": date(2013, 11, 13),
        "published_on": date(2013, 12, 6),
        "overall": "3",
        "category": "",
        "outcome": "",
        "judgements": {
            "Achievement of pupils": "3",
            "Behaviour and safety of pupils": "2",
            "Quality of teaching": "3",
            "Leadership and management": "3",
        },
    }
    assert facts("990201") == {
        "school_id": 900001,
        "urn_at_time": None,
        "kind": "graded",
        "type_name": "S5 Inspection",
        "starts_on": date(2019, 6, 11),
        "ends_on": date(2019, 6, 12),
        "published_on": date(2019, 7, 10),
        "overall": "2",
        "category": "",
        "outcome": "",
        "judgements": {
            "Quality of education": "2",
            "Behaviour and attitudes": "1",
            "Personal development": "2",
            "Effectiveness of leadership and management": "2",
            "Safeguarding is effective?": "Yes",
            "Early years provision (where applicable)": "2",
        },
    }
    assert facts("990301") == {
        "school_id": 900001,
        "urn_at_time": None,
        "kind": "ungraded",
        "type_name": "",
        "starts_on": date(2023, 3, 14),
        "ends_on": None,
        "published_on": date(2023, 4, 28),
        "overall": "",
        "category": "",
        "outcome": "School remains Good (Concerns) - S5 Next",
        "judgements": {},
    }
    assert facts("10990401") | {"overall": "Not judged", "ends_on": None} == facts("10990401")
    assert facts("10990402") | {"kind": "ungraded", "outcome": "School remains Good"} == facts("10990402")
    academy = Inspection.objects.get(event_number="990202")
    assert (academy.school_id, academy.urn_at_time, academy.category) == (900002, 900092, "SWK")
    assert academy.judgements["Sixth form provision (where applicable)"] == "Does not have a sixth form"
    assert academy.headline == "Inadequate, Serious weaknesses"
    concern = Inspection.objects.get(event_number="990102")
    assert (concern.kind, concern.headline) == ("graded", "Inadequate, Special measures")
    latest = School.objects.get(urn=900001).inspections.first()
    assert latest is not None and latest.event_number == "10990401"


def test_the_command_counts_rows_and_inspections(read: Reader) -> None:
    read(LATEST, {})
    out = StringIO()
    call_command("import_register", "ofsted", str(read.folder / "made-up.csv"), authority="341", stdout=out)
    assert out.getvalue().splitlines()[:9] == [
        "Ofsted inspections: made-up.csv, authority 341",
        "Rows read: 1",
        "Inspections added: 0",
        "Inspections changed: 0",
        "Inspections unchanged: 1",
        "Rows left out, other authorities: 0",
        "Rows left out, not in the register of schools held here: 0",
        "Rows left out, no inspection in the row: 0",
        "Rows refused: 0",
    ]


def test_where_an_inspection_comes_from_is_kept(read: Reader) -> None:
    run = read(LATEST, {}, name="first.csv").run
    assert run is not None and run == RegisterRun.objects.get()
    inspection = Inspection.objects.get()
    assert (inspection.source, inspection.run) == ("Ofsted management information, first.csv", run)
    event = Event.objects.get(kind="register.read")
    assert events.sentence(event) == "Ofsted inspections read from first.csv: 1 added, 0 changed"
    # The same from a second file is no news; something else is.
    read(LATEST, {}, name="second.csv")
    assert Inspection.objects.get().run == run
    changed = read(LATEST, {"Overall effectiveness": "3"}, name="third.csv")
    inspection = Inspection.objects.get()
    assert (inspection.source, inspection.run) == ("Ofsted management information, third.csv", changed.run)
    assert len(read(LATEST, {"Overall effectiveness": "4"}, name="x" * 240 + ".csv").file_name) == 200
    assert len(Inspection.objects.get().source) == 200


def test_a_second_reading_writes_no_inspection(own_database: str, tmp_path: Path) -> None:
    school("Examplewood Primary School", urn=900001)
    read = Reader(tmp_path)
    rows = {**LATEST, **PREVIOUS, **SECTION_8}
    assert read(rows, {}).outcome == Outcome(added=3, changed=0, unchanged=0)
    before = versions("schools_inspection")
    assert read(rows, {}).outcome == Outcome(added=0, changed=0, unchanged=3)
    assert versions("schools_inspection") == before
    assert RegisterRun.objects.count() == 2


# What may overwrite what


def test_incoming_facts_win(read: Reader) -> None:
    read(LATEST, {})
    report = read(
        LATEST,
        {
            "Overall effectiveness": "4",
            "Category of concern": "SM ",
            "Inspection end date": "",
            "Quality of education": "9",
            "Personal development": "4",
        },
    )
    assert report.outcome == Outcome(added=0, changed=1, unchanged=0)
    found = facts("990201")
    assert (found["overall"], found["category"], found["ends_on"]) == ("4", "SM", None)
    assert found["judgements"] == {"Personal development": "4", "Safeguarding is effective?": "Yes"}


def test_a_later_file_that_calls_it_previous_overwrites_only_what_it_says(read: Reader) -> None:
    read(LATEST, {})
    before = facts("990201")
    later = {
        **LATEST,
        "Inspection number of latest full inspection": "990299",
        "Inspection start date": "05/03/2024",
        "Previous full inspection number": "ITS990201",
        "Previous inspection start date": "11/06/2019",
        "Previous full inspection overall effectiveness": "2",
        "Previous quality of education": "2",
    }
    assert read(later, {}).outcome == Outcome(added=1, changed=0, unchanged=1)
    assert facts("990201") == before
    # What it does say wins, judgement by judgement.
    assert (
        read(later, {"Previous quality of education": "3", "Previous category of concern": "NTI"}).outcome.changed == 1
    )
    after = facts("990201")
    assert after == before | {
        "category": "NTI",
        "judgements": {"Quality of education": "3", "Safeguarding is effective?": "Yes"},
    }
    assert (
        read(later, {"Previous quality of education": "NULL", "Previous category of concern": "NTI"}).outcome.changed
        == 1
    )
    assert facts("990201")["judgements"] == {"Safeguarding is effective?": "Yes"}


def test_a_column_that_a_file_lacks_leaves_what_is_stored(read: Reader) -> None:
    read(LATEST, {})
    lacking = ("Inspection end date", "Quality of education", "Inspection type", "Publication date")
    assert read(LATEST, {}, without=lacking).outcome.unchanged == 1


def test_an_inspection_follows_its_school_to_a_new_number(read: Reader) -> None:
    """After a conversion Ofsted lists the inspection with the new school, naming the old one."""
    read(LATEST, {})
    converted = {"URN": "900002", "URN at time of latest full inspection": "900001"}
    assert read(LATEST, converted).outcome == Outcome(added=0, changed=1, unchanged=0)
    assert (facts("990201")["school_id"], facts("990201")["urn_at_time"]) == (900002, 900001)


# Which inspections a row holds


def test_a_block_without_a_number_is_no_inspection(read: Reader) -> None:
    number = "Inspection number of latest full inspection"
    for nothing in ("", "NULL", "0"):
        report = read(LATEST, {number: nothing}, {"URN": "900002", number: nothing, **SECTION_8})
        assert report.left_out[ofsted.NO_INSPECTION] == 1
    assert list(Inspection.objects.values_list("event_number", "kind")) == [("990301", "ungraded")]


def test_of_two_blocks_with_one_number_the_graded_one_holds(read: Reader) -> None:
    """A section 8 inspection that became a full one."""
    number = "Latest section 8 inspection number since last full inspection"
    report = read(LATEST, {**SECTION_8, number: "ITS 990201"})
    assert report.outcome.added == 1
    assert (facts("990201")["kind"], facts("990201")["starts_on"]) == ("graded", date(2019, 6, 11))


def test_the_number_loses_its_letters(read: Reader) -> None:
    read(LATEST, {"Inspection number of latest full inspection": "ITS990201"})
    assert read(LATEST, {}).outcome.unchanged == 1


@pytest.mark.parametrize(
    ("type_name", "overall", "kind"),
    [
        ("S5 Inspection", "2", "graded"),
        ("Academy First Section 5", "9", "graded"),
        ("Special Measures S5 ReInspection", "NULL", "graded"),
        ("s8ds5 - Exempt", "1", "graded"),
        # Section 8, but graded: treated as a section 5 inspection.
        ("s8 NFD due to concern", "4", "graded"),
        ("Special Measures 4th Monitoring Inspection", "3", "graded"),
        ("s8 NFD due to concern", "NULL", "ungraded"),
        ("Special Measures 4th Monitoring Inspection", "9", "ungraded"),
    ],
)
def test_the_type_and_the_grade_decide_the_kind(read: Reader, type_name: str, overall: str, kind: str) -> None:
    read(YEAR, {"Inspection type": type_name, "Overall effectiveness": overall})
    assert (facts("990101")["kind"], facts("990101")["type_name"]) == (kind, type_name)


def test_two_inspections_of_a_year_at_one_school_are_two_rows(read: Reader) -> None:
    read(YEAR, {}, {"Inspection number": "990102", "Inspection start date": "01/05/2014"})
    assert Inspection.objects.filter(school=900001).count() == 2


# Whose rows


def test_rows_of_others_are_left_out(read: Reader) -> None:
    report = read(
        YEAR,
        {},
        {"URN": "900050", "LAESTAB": "8312905", "Inspection start date": "never"},
        {"URN": "x", "LAESTAB": "8312905"},
        {"URN": "x"},
        {"URN": "900051"},
        {"URN": "900052", "LAESTAB": ""},
        # Here, though its number is of another authority.
        {"URN": "900002", "LAESTAB": "8312906", "Inspection number": "990102"},
    )
    assert report.left_out == {"other authorities": 2, ofsted.NOT_HELD: 2, ofsted.NO_INSPECTION: 0}
    assert [refusal.line for refusal in report.refusals] == [5]
    assert set(Inspection.objects.values_list("school_id", flat=True)) == {900001, 900002}


# Refused


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"URN": ""}, "URN is missing"),
        ({"Inspection start date": ""}, "Inspection start date is missing"),
        ({"Inspection end date": "2013-11-13"}, "Inspection end date “2013-11-13” is not a date (day-month-year)"),
        ({"Overall effectiveness": "7"}, "Overall effectiveness “7” is not a grade"),
        ({"Category of concern": "worrying"}, "Category of concern “worrying” is not a category"),
        ({"Quality of teaching": "x" * 121}, "Quality of teaching is longer than 120 characters"),
        (
            {"Inspection number": "9" * 21},
            "Inspection number “999999999999999999999” is not the number of an inspection",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_and_the_others_go_on(read: Reader, cells: Row, reason: str) -> None:
    report = read(YEAR, cells, {"URN": "900002", "Inspection number": "990102"})
    assert [(refusal.line, refusal.reason) for refusal in report.refusals] == [(2, reason)]
    assert list(Inspection.objects.values_list("event_number", flat=True)) == ["990102"]


def test_one_inspection_at_two_schools_is_refused_at_both(read: Reader) -> None:
    """Nobody can tell which row is right, so neither is taken; nor does one undo what was known."""
    read(LATEST, {})
    report = read(
        LATEST,
        {"Overall effectiveness": "1", **SECTION_8},
        {"URN": "900002"},
        {"URN": "900002", "Inspection number of latest full inspection": "990202"},
    )
    assert [(refusal.line, refusal.reason) for refusal in report.refusals] == [
        (2, "inspection 990201 is of another school in line 3"),
        (3, "inspection 990201 is of another school in line 2 already"),
    ]
    assert (report.refused, report.read) == (2, 3)
    assert facts("990201")["overall"] == "2"
    assert set(Inspection.objects.values_list("event_number", flat=True)) == {"990201", "990202"}


def test_a_row_that_contradicts_two_others_takes_both_along(read: Reader) -> None:
    school("Testbury School", urn=900003)
    report = read(
        LATEST,
        {},
        {"URN": "900002", "Inspection number of latest full inspection": "990202"},
        {"URN": "900003", **PREVIOUS, "Previous full inspection number": "990202"},
    )
    assert [refusal.line for refusal in report.refusals] == [2, 3, 4]
    assert not Inspection.objects.exists()


def test_one_inspection_twice_at_one_school_is_refused_the_second_time(read: Reader) -> None:
    report = read(YEAR, {}, {"Overall effectiveness": "1"}, {"Inspection number": "990102"})
    assert [(r.line, r.reason) for r in report.refusals] == [(3, "inspection 990101 is in line 2 already")]
    assert facts("990101")["overall"] == "3"


@pytest.mark.parametrize(
    ("base", "without", "says"),
    [
        (YEAR, ("LAESTAB",), "these columns are missing (all inspections of a year): LAESTAB."),
        (LATEST, ("Overall effectiveness",), "missing (latest inspections until August 2024): Overall effectiveness."),
        (
            {"URN": "900001", "EstablishmentName": "Examplewood", "TypeOfEstablishment (code)": "1"},
            (),
            "it looks like a file of another register, Register of schools (GIAS).",
        ),
        (
            YEAR | {"LAESTAB": "8312901"},
            (),
            "no row belongs to authority 341; the file has 1 rows, by authority: 831 (1).",
        ),
    ],
)
def test_a_file_that_is_refused_changes_nothing(read: Reader, base: Row, without: tuple[str, ...], says: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read(base, {}, without=without)
    assert says in caught.value.sentence
    assert not Inspection.objects.exists() and not RegisterRun.objects.exists()


def test_a_file_without_the_blocks_it_could_do_without_is_read(read: Reader) -> None:
    """Only the latest graded inspection is needed."""
    without = tuple(heading for heading in LATEST if "revious" in heading or "ection 8" in heading)
    assert len(without) == 8
    assert read(LATEST, {}, without=without).outcome.added == 1
