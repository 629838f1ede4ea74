"""The register of schools (GIAS): which rows and files are refused, and what a dry run does."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from schools.models import RegisterRun, School
from schools.registers.gias import schools as gias
from schools.registers.table import register
from schools.registers.table.archive import FileRefused
from schools.registers.table.register import Outcome
from tests.data.registers.made_up import ACADEMY, ROW, SAMPLES, Reader, Row, everything, text


@pytest.fixture
def read(db: None, tmp_path: Path) -> Reader:
    return Reader(tmp_path)


# Refused rows


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"URN": ""}, "URN is missing"),
        ({"URN": "90o001"}, "URN “90o001” is not a unique reference number"),
        ({"EstablishmentName": " "}, "EstablishmentName is missing"),
        ({"EstablishmentName": "x" * 201}, "EstablishmentName is longer than 200 characters"),
        ({"Trusts (name)": "x" * 301}, "Trusts (name) is longer than 300 characters"),
        ({"OpenDate": "31-02-2020"}, "OpenDate “31-02-2020” is not a date (day-month-year)"),
        ({"NumberOfPupils": "many"}, "NumberOfPupils “many” is not a number from 0 to 2,147,483,647"),
        ({"LA (code)": ""}, "LA (code) is missing"),
        ({"TypeOfEstablishment (code)": ""}, "TypeOfEstablishment (code) is missing"),
        ({"EstablishmentTypeGroup (code)": "A"}, "EstablishmentTypeGroup (code) “A” is not a number from 0 to 32,767"),
        ({"EstablishmentStatus (name)": ""}, "EstablishmentStatus (name) is missing"),
        (
            {"OpenDate": "soon", "NumberOfPupils": "-1"},
            "OpenDate “soon” is not a date (day-month-year); "
            "NumberOfPupils “-1” is not a number from 0 to 2,147,483,647",
        ),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_and_the_others_go_on(read: Reader, cells: Row, reason: str) -> None:
    good = [{"URN": str(urn), "Trusts (name)": ""} for urn in range(900010, 900015)]
    report = read(*good[:2], {**ROW, **cells}, *good[2:])
    assert [(refusal.line, set(refusal.reason.split("; "))) for refusal in report.refusals] == [
        (4, set(reason.split("; ")))
    ]
    assert (report.refused, report.outcome.added, School.objects.count()) == (1, 5, 5)
    assert report.run is not None
    assert report.run.refused[0]["line"] == 4


@pytest.mark.parametrize("batch", [100, 500])
def test_every_bad_row_of_many_is_found(read: Reader, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    """Rows are read many at a time; each bad one is still refused alone, in order."""
    monkeypatch.setattr(gias, "BATCH", batch)
    bad = {3, 77, 78, 150, 249}
    report = read(*[{"URN": str(900001 + n), "OpenDate": "never" if n in bad else ""} for n in range(250)])
    assert [refusal.line - 2 for refusal in report.refusals] == sorted(bad)
    assert School.objects.count() == 245


def test_refused_rows_come_in_the_order_of_the_file(read: Reader) -> None:
    """Rows of the wrong shape are noticed before the others of their batch are read."""
    content = text({"OpenDate": "never"}) + "900002,341\r\n" + text(ROW, {"OpenDate": "never"}).split("\r\n", 1)[1]
    assert [refusal.line for refusal in read.content(content).refusals] == [2, 3, 5]


@pytest.mark.parametrize("batch", [1, 2, 3, 500])
def test_a_school_that_is_there_twice_is_refused_the_second_time(
    read: Reader, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(gias, "BATCH", batch)
    report = read({"OpenDate": "never"}, ROW, {"EstablishmentName": "Another Name"}, {"URN": "0900001"})
    assert [(refusal.line, refusal.reason) for refusal in report.refusals][1:] == [
        (4, "URN 900001 is in line 3 already"),
        (5, "URN 900001 is in line 3 already"),
    ]
    assert School.objects.get().name == ROW["EstablishmentName"]


def test_rows_with_another_number_of_cells_are_refused(read: Reader) -> None:
    content = text(ROW) + "900002,341,Short\r\n"
    report = read.content(content)
    assert [(r.line, r.reason) for r in report.refusals] == [(3, "it has 3 cells, the header has 10")]
    assert (report.read, report.outcome.added) == (2, 1)


def test_only_so_many_refused_rows_are_kept(read: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    assert register.KEPT == 1000
    monkeypatch.setattr(register, "KEPT", 3)
    report = read(ROW, *[{"URN": "", "EstablishmentName": f"Testbury {n}"} for n in range(5)])
    assert (report.refused, [refusal.line for refusal in report.refusals]) == (5, [3, 4, 5])
    assert report.run is not None
    assert (report.run.counts["refused"], len(report.run.refused)) == (5, 3)


# Refused files


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (text(ROW, without=("URN",)), "has no header: none of its first 50 lines has a column URN"),
        (
            text(ROW, without=("LA (code)", "EstablishmentName")),
            "these columns are missing: LA (code), EstablishmentName.",
        ),
        ("URN,LAESTAB,School name\n900001,3412001,Examplewood\n", "it looks like a file of another register, Ofsted"),
        (text(ROW) + text({"URN": "900002"}).splitlines()[1][:40], "breaks off in line 3"),
        (text(ROW) + '900002,341,"Sampleton', "a quotation mark that opens in line 3 never closes"),
        (text(), "has a header and no rows"),
        (text(ROW).replace("OpenDate", "NumberOfPupils"), "the column NumberOfPupils is there 2 times"),
        (
            text(*[{"LA (code)": str(code)} for code in (831, 831, 331, 881, 331, 831, 202)]),
            "no row belongs to authority 341; "
            "the file has 7 rows, by authority: 831 (3), 331 (2), 881 (1), others (1).",
        ),
        (text({"LA (code)": ""}), "none of the 1 rows can be read; line 2: LA (code) is missing."),
    ],
)
def test_a_file_that_is_refused_changes_nothing(read: Reader, content: str, says: str) -> None:
    read({"EstablishmentName": "As It Was"})
    before = everything()
    with pytest.raises(FileRefused) as caught:
        read.content(content)
    assert says in caught.value.sentence
    assert everything() == before


def test_a_refused_file_leaves_nothing_behind_in_a_transaction_that_goes_on(own_database: str, tmp_path: Path) -> None:
    read = Reader(tmp_path)
    with pytest.raises(FileRefused):
        read.content(text(ROW) + "900002,341")
    assert everything() == {"schools": [], "spells": [], "runs": [], "events": []}
    assert read(ROW).outcome.added == 1


# A dry run


def test_a_dry_run_says_the_same_and_changes_nothing(own_database: str, tmp_path: Path) -> None:
    read = Reader(tmp_path)
    read(ROW, {"URN": "900002"})
    before = everything()
    rows = [{"URN": "900001", **ACADEMY}, {"URN": "900002"}, {"URN": "900003"}, {"URN": ""}]
    dry = read(*rows, dry_run=True)
    assert (dry.outcome, dry.refused, dry.run) == (Outcome(added=1, changed=1, unchanged=1), 1, None)
    assert everything() == before
    real = read(*rows)
    assert (real.outcome, real.refusals) == (dry.outcome, dry.refusals)
    assert real.run == RegisterRun.objects.first()


def test_the_command_says_that_it_was_a_dry_run(db: None) -> None:
    out = StringIO()
    call_command("import_register", "gias", SAMPLES / "gias.csv", authority="341", dry_run=True, stdout=out)
    assert "Schools added: 4\n" in out.getvalue()
    assert out.getvalue().endswith("Nothing was changed (--dry-run).\n")
    assert not School.objects.exists()
