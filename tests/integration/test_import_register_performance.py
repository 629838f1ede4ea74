"""Results, absence, exclusions and pupils: what a file of each layout brings, and what it leaves alone."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from schools.models import Comparator, Indicator, RegisterRun
from schools.registers.results.figures import NO_FIGURE, NOT_HELD, OTHER_ROWS
from schools.registers.run import actions
from schools.registers.table.archive import FileRefused
from schools.registers.table.register import OTHER_AUTHORITIES, Outcome
from sil.audit.models import Event
from tests.data.registers.made_up import versions
from tests.data.registers.performance import EXPLORE, KS2, KS4, Reader, comparators, figures
from tests.factories.schools import CONVERTER, school

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S5")]
STATE, ENGLAND, AUTHORITY = "england_state", "england_all", "authority"


@pytest.fixture
def read(db: None, tmp_path: Path) -> Reader:
    school("Examplewood Primary School", urn=900001, establishment_number="2001")
    school("Sampleton Academy", urn=900002, establishment_number="4001", phase="Secondary", **CONVERTER)
    return Reader(tmp_path)


# Layouts


def test_performance_tables_of_key_stage_2(read: Reader) -> None:
    rest = {"ESTAB": "", "URN": ""}
    report = read(
        KS2
        | {
            "PTRWM_EXP_FSM6CLA1A": "SUPP",
            "PTRWM_EXP_NotFSM6CLA1A": "65%",
            "PTRWM_EXP_B": "58%",
            "PTRWM_EXP_G": "64%",
            "PTRWM_EXP_EAL": "NE",
            "PTRWM_HIGH": "7%",
            "READPROG": "−0.3",
            "WRITPROG": "1.2",
            "MATPROG": "LOWCOV",
            "READ_AVERAGE": "104",
            "MAT_AVERAGE": "NEW",
            "PTREAD_EXP": "70%",
            "DIFFN_RWM_EXP": "-9",
            "TELIG": "31",
        },
        KS2 | rest | {"RECTYPE": 3, "PTRWM_EXP": "58%"},
        KS2 | rest | {"RECTYPE": 3, "LEA": 350, "PTRWM_EXP": "99%"},
        KS2 | rest | {"RECTYPE": 4, "LEA": "", "PTRWM_EXP": "60%"},
        KS2 | rest | {"RECTYPE": 5, "LEA": "", "PTRWM_EXP": "59%", "PTRWM_EXP_FSM6CLA1A": "44%"},
        KS2 | {"LEA": 350, "ESTAB": 2002, "URN": 900350},
        KS2 | {"ESTAB": 2999, "URN": 900999},
    )
    assert (report.read, report.refused) == (7, 0)
    assert {reason: n for reason, n in report.left_out.items() if n} == {OTHER_AUTHORITIES: 2, NOT_HELD: 1}
    assert figures(900001) == {
        (2022, "ks2_rwm_expected", "all"): "61",
        (2022, "ks2_rwm_expected", "disadvantaged"): "suppressed",
        (2022, "ks2_rwm_expected", "not_disadvantaged"): "65",
        (2022, "ks2_rwm_expected", "boys"): "58",
        (2022, "ks2_rwm_expected", "girls"): "64",
        (2022, "ks2_rwm_expected", "eal"): "no_entries",
        (2022, "ks2_rwm_higher", "all"): "7",
        (2022, "ks2_rwm_gap", "disadvantaged"): "-9",
        (2022, "ks2_reading_expected", "all"): "70",
        (2022, "ks2_reading_progress", "all"): "-0.3",
        (2022, "ks2_writing_progress", "all"): "1.2",
        (2022, "ks2_maths_progress", "all"): "low_coverage",
        (2022, "ks2_reading_score", "all"): "104",
        (2022, "ks2_maths_score", "all"): "new_school",
    }
    # What is blank of a place is not kept.
    assert comparators() == {
        (AUTHORITY, "", 2022, "ks2_rwm_expected", "all"): "58",
        (ENGLAND, "", 2022, "ks2_rwm_expected", "all"): "60",
        (STATE, "", 2022, "ks2_rwm_expected", "all"): "59",
        (STATE, "", 2022, "ks2_rwm_expected", "disadvantaged"): "44",
    }
    kept = Indicator.objects.get(key="900001-2022-ks2_rwm_expected-all")
    assert kept.source == "Department for Education, 2022-2023_england_ks2final.csv"
    assert kept.run == report.run
    assert Comparator.objects.get(place=AUTHORITY).key == "authority-341-2022-ks2_rwm_expected-all"


def test_performance_tables_of_key_stage_4_number_their_records_otherwise(read: Reader) -> None:
    rest = {"ESTAB": "", "URN": ""}
    read(
        KS4
        | {
            "P8_BANDING": 4,
            "P8MEA_FSM6CLA1A": "-0.8",
            "PTL2BASICS_95": "41%",
            "PTL2BASICS_94": "63%",
            "PTFSM6CLA1ABASICS_95": "22%",
            "PBL2BASICS_94": "61%",
            "ATT8SCR_GIRLS": "48.2",
            "DIFFN_P8MEA": "-0.92",
        },
        KS4 | rest | {"RECTYPE": 4, "ATT8SCR": "45"},
        KS4 | rest | {"RECTYPE": 5, "LEA": "", "ATT8SCR": "44.7", "P8MEA": " "},
        KS4 | rest | {"RECTYPE": 7, "LEA": "", "ATT8SCR": "46.7", "P8MEA": "-0.03"},
        name="2018-2019_england_ks4final.csv",
    )
    assert figures(900002) == {
        (2018, "ks4_attainment_8", "all"): "46.1",
        (2018, "ks4_attainment_8", "girls"): "48.2",
        (2018, "ks4_progress_8", "all"): "-0.31",
        (2018, "ks4_progress_8", "disadvantaged"): "-0.8",
        (2018, "ks4_progress_8_band", "all"): "4",
        (2018, "ks4_progress_8_gap", "disadvantaged"): "-0.92",
        (2018, "ks4_basics_5", "all"): "41",
        (2018, "ks4_basics_5", "disadvantaged"): "22",
        (2018, "ks4_basics_4", "all"): "63",
        (2018, "ks4_basics_4", "boys"): "61",
    }
    of_attainment = {place: v for (place, _, _, measure, _), v in comparators().items() if measure.endswith("ment_8")}
    assert of_attainment == {AUTHORITY: "45", ENGLAND: "44.7", STATE: "46.7"}
    assert (ENGLAND, "", 2018, "ks4_progress_8", "all") not in comparators()


def test_absence_and_pupils(read: Reader) -> None:
    school_row = {"LA": 341, "ESTAB": 2001, "URN": 900001}
    national = {"LA": "NAT", "ESTAB": "", "URN": ""}
    read(
        school_row | {"PERCTOT": "6.4", "PPERSABS10": "17.9"},
        national | {"PERCTOT": "7.1", "PPERSABS10": "20.0"},
        name="2023-2024_england_abs.csv",
    )
    census = {"PNUMFSMEVER": "31.4", "PNUMEAL": "12", "PSENELSE": "3.2", "PSENELK": "14.1"}
    read(
        school_row | {"SCHOOLTYPE": "Community school", "NOR": "1,204"} | census,
        {"LA": "", "ESTAB": "", "URN": "NAT", "SCHOOLTYPE": "State-funded primary"} | census,
        {"LA": "", "ESTAB": "", "URN": "NAT", "SCHOOLTYPE": "Independent school"} | census,
        name="2023-2024_england_census.csv",
    )
    assert figures(900001) == {
        (2023, "absence_overall", "all"): "6.4",
        (2023, "absence_persistent", "all"): "17.9",
        (2023, "pupils", "all"): "1204",
        (2023, "ever_fsm", "all"): "31.4",
        (2023, "eal", "all"): "12",
        (2023, "ehcp", "all"): "3.2",
        (2023, "sen_support", "all"): "14.1",
    }
    assert comparators()[STATE, "", 2023, "absence_overall", "all"] == "7.1"
    assert comparators()[STATE, "primary", 2023, "eal", "all"] == "12"


def test_explore_education_statistics_of_key_stage_4(read: Reader) -> None:
    row = EXPLORE | {"school_urn": 900002, "breakdown_topic": "Total", "breakdown": "Total", "sex": "Total"}
    row |= {"disadvantage_status": "Total", "avg_att8": "45.3", "avg_p8score": "-0.21", "pt_l2basics_95": "40.2"}
    place = row | {"school_urn": "", "school_laestab": "", "establishment_type_group": "All state-funded"}
    report = read(
        row | {"p8_banding": "Below average", "diffn_att8": "-7.7"},
        row | {"breakdown_topic": "Sex", "breakdown": "Boys", "sex": "Boys", "avg_att8": "42.1", "avg_p8score": "c"},
        row | {"breakdown": "Disadvantaged", "disadvantage_status": "Disadvantaged", "avg_att8": "38"},
        row | {"breakdown": "Not known to be disadvantaged", "avg_att8": "49"},
        row | {"sex": "Girls", "disadvantage_status": "Disadvantaged"},
        row | {"breakdown_topic": "Mobility", "breakdown": "Non mobile"},
        row | {"time_period": 202425, "avg_p8score": "z"},
        place | {"geographic_level": "Local authority", "avg_att8": "43"},
        place | {"geographic_level": "National", "old_la_code": "", "avg_att8": "46"},
        place | {"geographic_level": "National", "old_la_code": "", "establishment_type_group": "All schools"},
        place | {"geographic_level": "National", "old_la_code": "", "establishment_type_group": "Free schools"},
        place | {"geographic_level": "Regional", "old_la_code": ""},
        name="performance_tables_schools.csv",
    )
    assert report.refusals == ()
    assert report.left_out[OTHER_ROWS] == 4
    found = figures(900002)
    assert found[2023, "ks4_attainment_8", "all"] == "45.3"
    assert found[2023, "ks4_attainment_8", "boys"] == "42.1"
    assert found[2023, "ks4_attainment_8", "disadvantaged"] == "38"
    assert found[2023, "ks4_attainment_8", "not_disadvantaged"] == "49"
    assert found[2023, "ks4_progress_8", "boys"] == "suppressed"
    assert found[2023, "ks4_progress_8_band", "all"] == "4"
    assert found[2023, "ks4_attainment_8_gap", "disadvantaged"] == "-7.7"
    assert found[2024, "ks4_progress_8", "all"] == "not_applicable"
    assert {key[2] for key in found} == {"all", "boys", "disadvantaged", "not_disadvantaged"}
    of_attainment = {key[0]: v for key, v in comparators().items() if key[3] == "ks4_attainment_8"}
    assert of_attainment == {AUTHORITY: "43", STATE: "46", ENGLAND: "45.3"}


def test_explore_education_statistics_of_key_stage_2_has_a_row_a_subject(read: Reader) -> None:
    row = EXPLORE | {"breakdown_topic": "All pupils", "breakdown": "Total"}
    row |= {"expected_standard_pupil_percent": "61", "higher_standard_pupil_percent": "8"}
    row |= {"average_scaled_score": "z", "progress_measure_score": "z"}
    eal = "Known or believed to be other than English"
    read(
        row | {"subject": "Reading, writing and maths"},
        row | {"subject": "Reading, writing and maths", "breakdown": eal, "expected_standard_pupil_percent": "c"},
        row | {"subject": "Reading", "average_scaled_score": "104", "progress_measure_score": "0.4"},
        row | {"subject": "Science"},
        row | {"subject": "Maths", "breakdown_topic": "Average (2023 to 2025)", "breakdown": "3 year average"},
        name="ks2_school_attainment_data.csv",
    )
    assert figures(900001) == {
        (2023, "ks2_rwm_expected", "all"): "61",
        (2023, "ks2_rwm_higher", "all"): "8",
        (2023, "ks2_rwm_expected", "eal"): "suppressed",
        (2023, "ks2_rwm_higher", "eal"): "8",
        (2023, "ks2_reading_expected", "all"): "61",
        (2023, "ks2_reading_score", "all"): "104",
        (2023, "ks2_reading_progress", "all"): "0.4",
    }


def test_exclusions_by_phase_and_never_a_term_for_a_year(read: Reader) -> None:
    row = EXPLORE | {"education_phase": "State-funded primary", "susp_rate": "2.41", "perm_excl_rate": "0"}
    place = row | {"school_urn": "", "school_laestab": ""}
    report = read(
        row,
        row | {"time_identifier": "Autumn term", "susp_rate": "0.9"},
        place | {"geographic_level": "Local authority"},
        place | {"geographic_level": "National", "old_la_code": "", "susp_rate": "3.6"},
        place | {"geographic_level": "National", "old_la_code": "", "susp_rate": "11.3", "education_phase": "Total"},
        name="exclusions.csv",
    )
    assert report.left_out[OTHER_ROWS] == 1
    assert figures(900001) == {
        (2023, "suspension_rate", "all"): "2.41",
        (2023, "permanent_exclusion_rate", "all"): "0",
    }
    assert comparators()[STATE, "primary", 2023, "suspension_rate", "all"] == "3.6"
    assert comparators()[STATE, "", 2023, "suspension_rate", "all"] == "11.3"
    assert comparators()[AUTHORITY, "primary", 2023, "suspension_rate", "all"] == "2.41"


def test_tables_that_a_third_party_made(read: Reader) -> None:
    row = {"URN": 900001, "KS2 Pupils": 26, "Overall Meet Std": "88%", "Overall Exceed Std": "8%"}
    row |= {"Reading Progress": "3.1", "Reading Score": "109", "Reading Meet Std": "92%", "Maths Progress Desc": "x"}
    blank = dict.fromkeys(row, "")
    read(row | {"Academic Year": 2018}, blank | {"URN": 900123, "Academic Year": 2018}, name="results.csv")
    read(
        {"URN": 900002, "Progress 8": "-0.1", "Progress 8 Boys": "", "Progress 8 Band": 3, "Eng Maths Grade 5": "41%"}
        | {"Academic Year": 2018},
        name="more results.csv",
    )
    assert figures(900001)[2017, "ks2_rwm_expected", "all"] == "88"
    assert figures(900001)[2017, "ks2_reading_progress", "all"] == "3.1"
    assert figures(900002) == {
        (2017, "ks4_progress_8", "all"): "-0.1",
        (2017, "ks4_progress_8", "boys"): "blank",
        (2017, "ks4_progress_8_band", "all"): "3",
        (2017, "ks4_basics_5", "all"): "41",
    }


# Which school


def test_a_row_without_a_urn_is_the_open_school_of_its_number_or_the_last(read: Reader) -> None:
    school("Old", urn=900003, establishment_number="2001", status="Closed", open_date=date(1990, 1, 1))
    school("Gone", urn=900004, establishment_number="2010", status="Closed", open_date=date(1990, 1, 1))
    school("Gone later", urn=900005, establishment_number="2010", status="Closed", open_date=date(2010, 1, 1))
    for urn in (900006, 900007):
        school(urn=urn, establishment_number="2020")
    row = EXPLORE | {"school_urn": "", "susp_rate": "1"}
    report = read(*[row | {"school_laestab": f"341{number}"} for number in (2001, 2010, 2020, 2999)], name="x.csv")
    assert set(Indicator.objects.values_list("school_id", flat=True)) == {900001, 900005}
    assert report.left_out[NOT_HELD] == 1
    assert [r.reason for r in report.refusals] == [
        "the number 341/2020 belongs to several open schools, and there is no URN"
    ]


def test_what_was_a_predecessors_stays_with_it(read: Reader) -> None:
    """Its number went on to the school that took its place; its URN did not."""
    report = read(KS2 | {"URN": 900888})
    assert not Indicator.objects.exists()
    assert report.left_out[NOT_HELD] == 1
    school("Before", urn=900888, establishment_number="2001", status="Closed")
    read(KS2 | {"URN": 900888})
    assert list(Indicator.objects.values_list("school_id", flat=True)) == [900888]


# Which year


@pytest.mark.parametrize("name", ["england_ks2final.csv", "england_abs_2023.csv", "2018-2019_to_2022-2023.csv"])
def test_a_file_without_a_year_is_refused_and_told_what_to_do(read: Reader, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read(KS2, name=name)
    assert "--year 2022/23" in refused.value.sentence
    assert not Indicator.objects.exists() and not RegisterRun.objects.exists()
    read(KS2, name=name, year=2021)
    assert list(figures(900001)) == [(2021, "ks2_rwm_expected", "all")]


def test_two_years_that_differ_are_refused(read: Reader) -> None:
    with pytest.raises(FileRefused, match="its name says 2022/23, and 2021/22 was asked for"):
        read(KS2, year=2021)
    report = read(EXPLORE | {"susp_rate": "1"}, year=2021, name="x.csv")
    assert report.refusals[0].reason == "is of 2023/24, not of 2021/22 as was said"


def test_a_year_to_come_is_refused(read: Reader) -> None:
    report = read(EXPLORE | {"susp_rate": "1", "time_period": 203031}, name="x.csv")
    assert report.refusals[0].reason == "is of 2030/31, which has not begun"


def test_the_command_takes_the_year(read: Reader) -> None:
    with pytest.raises(FileRefused):
        read(KS2, name="ks.csv")
    path, out = str(read.folder / "ks.csv"), StringIO()
    call_command("import_register", "performance", path, "--authority", "341", "--year", "2022/23", stdout=out)
    assert "Figures added: 1" in out.getvalue()
    with pytest.raises(CommandError, match="not an academic year"):
        call_command("import_register", "performance", path, "--authority", "341", "--year", "2022")


# What is written


def test_the_same_file_twice_writes_nothing_and_a_revised_one_only_what_changed(read: Reader) -> None:
    rows = (KS2 | {"PTRWM_HIGH": "SUPP"}, KS2 | {"RECTYPE": 5, "LEA": "", "ESTAB": "", "URN": ""})
    assert read(*rows).outcome == Outcome(added=3, changed=0, unchanged=0)
    before = versions("schools_indicator"), versions("schools_comparator")
    assert read(*rows).outcome == Outcome(added=0, changed=0, unchanged=3)
    assert (versions("schools_indicator"), versions("schools_comparator")) == before
    report = read(rows[0] | {"PTRWM_EXP": "61.0%", "PTRWM_HIGH": "7%"}, name="2022-2023_england_ks2revised.csv")
    assert report.outcome == Outcome(added=0, changed=1, unchanged=1)
    assert figures(900001)[2022, "ks2_rwm_higher", "all"] == "7"
    read(rows[0] | {"PTRWM_EXP": "NP"})
    assert figures(900001)[2022, "ks2_rwm_expected", "all"] == "not_published"


def test_a_dry_run_says_what_would_change_and_changes_nothing(read: Reader) -> None:
    report = read(KS2, dry_run=True)
    assert report.outcome.added == 1 and report.run is None
    assert not Indicator.objects.exists() and not RegisterRun.objects.exists() and not Event.objects.exists()


def test_the_run_is_recorded(read: Reader) -> None:
    report = read(KS2)
    run = RegisterRun.objects.get()
    assert (run.register, run.counts["added"], run) == ("performance", 1, report.run)
    assert Event.objects.get().kind == "register.read"


def test_a_figure_has_a_value_or_a_reason(read: Reader) -> None:
    read(KS2)
    for value, missing in ((None, ""), (1, "suppressed")):
        with pytest.raises(IntegrityError, match="indicator_value_or_reason"), transaction.atomic():
            Indicator.objects.update(value=value, missing=missing)


# Damaged and hostile files


@pytest.mark.parametrize(
    "cell", ["=HYPERLINK(1)", "10^9", "1000000000", "NaN", "inf", "1,23", "101%", "-5", "sixty", "61%%"]
)
def test_a_cell_that_is_no_figure_refuses_its_row_and_no_other(read: Reader, cell: str) -> None:
    other = KS2 | {"URN": 900002, "PTRWM_HIGH": "5%"}
    report = read(KS2 | {"PTRWM_EXP": cell, "PTRWM_HIGH": "5%"}, other)
    assert [refusal.line for refusal in report.refusals] == [2]
    assert report.refusals[0].reason.startswith("PTRWM_EXP “")
    assert figures(900001) == {}
    assert len(figures(900002)) == 2


def test_every_fault_of_a_row_is_told(read: Reader) -> None:
    report = read(KS2 | {"PTRWM_EXP": "x1", "PTRWM_HIGH": "y1"})
    assert report.refusals[0].reason == "PTRWM_EXP “x1” is not a figure; PTRWM_HIGH “y1” is not a figure"


def test_a_row_that_is_there_twice_is_refused(read: Reader) -> None:
    report = read(KS2, KS2 | {"PTRWM_EXP": "99%"})
    assert [(r.line, r.reason) for r in report.refusals] == [(3, "the same figures are in line 2 already")]
    assert figures(900001)[2022, "ks2_rwm_expected", "all"] == "61"


def test_a_row_of_blanks_is_left_out(read: Reader) -> None:
    report = read(KS2 | {"PTRWM_EXP": ""}, KS2 | {"URN": 900002})
    assert report.left_out[NO_FIGURE] == 1
    assert figures(900001) == {}


def test_a_urn_that_cannot_be_read(read: Reader) -> None:
    report = read(KS2, KS2 | {"URN": "9e5"}, KS2 | {"URN": "9e5", "LEA": 350})
    assert [(r.line, r.reason) for r in report.refusals] == [(3, "URN “9e5” is not a unique reference number")]
    assert report.left_out[OTHER_AUTHORITIES] == 1


def test_another_authoritys_file_is_refused(read: Reader) -> None:
    england = KS2 | {"RECTYPE": 4, "LEA": "", "ESTAB": "", "URN": ""}
    with pytest.raises(FileRefused, match=r"no row belongs to authority 341; .* 350 \(1\)"):
        read(KS2 | {"LEA": 350, "URN": 900350}, england)


def test_a_file_of_england_alone_is_read(read: Reader) -> None:
    row = EXPLORE | {"geographic_level": "National", "susp_rate": "9.3"}
    for key in ("school_urn", "school_laestab", "old_la_code"):
        row.pop(key)
    read(row, row | {"geographic_level": "Regional"}, name="national.csv")
    assert list(comparators().values()) == ["9.3"]


def test_a_file_without_a_known_figure_is_refused(read: Reader) -> None:
    with pytest.raises(FileRefused, match="no column of it holds a figure"):
        read({"URN": 900001, "Colour": "blue"})


def test_a_file_given_as_another_registers_is_told_apart(read: Reader) -> None:
    read(KS2)
    with pytest.raises(FileRefused, match="it looks like a file of another register, Results, absence and exclusions"):
        actions.import_file("gias", read.folder / "2022-2023_england_ks2final.csv", by=None, authority="341")


def test_headings_in_any_case_order_and_spacing_under_a_title(read: Reader, tmp_path: Path) -> None:
    path: Any = tmp_path / "2022-2023_ks2.csv"
    path.write_bytes("\ufeffTable 1,,\r\n ptrwm_exp ,  Urn,rectype\r\n61%,900001,1\r\n".encode())
    actions.import_file("performance", path, by=None, authority="341")
    assert figures(900001) == {(2022, "ks2_rwm_expected", "all"): "61"}
