"""The register of schools (GIAS): what a file brings, and what it leaves alone."""

import hashlib
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from schools.establishments import Sector
from schools.models import Post, RegisterRun, School
from schools.registers.gias import schools as gias
from schools.registers.run import actions
from schools.registers.table.register import Outcome
from sil.audit import events
from sil.audit.models import Event
from sil.framework.models import FrameworkVersion
from sil.workflow import Denied
from tests.conftest import NOW
from tests.data.registers.made_up import ACADEMY, PRIVATE, ROW, SAMPLES, Reader, changes, spells, text, versions
from tests.factories import people
from tests.factories.schools import school

SAMPLE = SAMPLES / "gias.csv"


def command(*args: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_register", *map(str, args), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def read(db: None, tmp_path: Path) -> Reader:
    return Reader(tmp_path)


# A whole file


def test_the_made_up_file(liverpool: FrameworkVersion) -> None:
    """Every column of 2026, in Windows-1252, as the command reads it for the framework's authority."""
    out, err = command("gias", SAMPLE)
    assert err == ""
    lines = out.splitlines()
    assert lines[0] == "Register of schools (GIAS): gias.csv, authority 341"
    assert lines[1:8] == [
        "Rows read: 7",
        "Schools added: 4",
        "Schools changed: 0",
        "Schools unchanged: 0",
        "Rows left out, other authorities: 1",
        "Rows left out, not a maintained school or an academy: 1",
        "Rows refused: 1",
    ]
    assert lines[8].startswith("Seconds: ")
    assert lines[9:] == ["line 8: OpenDate “31-02-2001” is not a date (day-month-year)"]
    assert list(School.objects.order_by("urn").values_list("urn", flat=True)) == [900001, 900002, 900003, 900006]

    run = RegisterRun.objects.get()
    assert (run.register, run.file_name, run.by) == ("gias", "gias.csv", None)
    assert run.sha256 == hashlib.sha256(SAMPLE.read_bytes()).hexdigest()
    assert run.started_at == run.finished_at == NOW
    columns = run.counts.pop("columns")
    assert (len(columns), columns[:2]) == (len(set(columns)), ["urn", "la (code)"])
    assert run.counts == {
        "authority": "341",
        "read": 7,
        "added": 4,
        "changed": 0,
        "unchanged": 0,
        "left_out": {"other authorities": 1, "not a maintained school or an academy": 1},
        "refused": 1,
    }
    assert run.refused == [{"line": 8, "reason": "OpenDate “31-02-2001” is not a date (day-month-year)"}]
    event = Event.objects.exclude(kind="framework.loaded").get()
    assert (event.subject_table, event.subject_id) == ("schools_registerrun", str(run.pk))
    assert events.sentence(event) == "Register of schools (GIAS) read from gias.csv: 4 added, 0 changed"


def test_every_fact_of_the_made_up_file(db: None) -> None:
    actions.import_file("gias", SAMPLE, by=None, authority="341")
    primary, academy, catholic, closed = (dict(facts) for facts in School.objects.order_by("urn").values())
    for facts in (primary, academy, catholic, closed):
        facts.pop("urn")
    assert primary.pop("words") == "examplewood primary school exampleton zz11zz  mrs ada placeholder "
    for facts in (academy, catholic, closed):
        facts.pop("words")
    assert primary == {
        "la_code": "341",
        "establishment_number": "2901",
        "name": "Examplewood Primary School",
        "type_code": 1,
        "type_name": "Community school",
        "group_code": 4,
        "status": "Open",
        "phase": "Primary",
        "low_age": 3,
        "high_age": 11,
        "open_date": date(1975, 9, 1),
        "close_date": None,
        "religious_character": "",
        "diocese_code": "",
        "diocese_name": "",
        "trust_name": "",
        "federation_name": "",
        "street": "1 Sample Lane",
        "locality": "Madeupton",
        "address3": "",
        "town": "Exampleton",
        "postcode": "ZZ1 1ZZ",
        "telephone": "01632960001",
        "website": "https://examplewood.example",
        "head_name": "Mrs Ada Placeholder",
        "head_title": "Headteacher",
        "pupils": 398,
        "easting": None,
        "northing": None,
        "capacity": 420,
        "percentage_fsm": Decimal("31.4"),
        "changed_in_register_on": date(2026, 9, 1),
        "sector": "maintained",
        "is_open": True,
    }
    assert academy | {"sector": "academy", "trust_name": "THE MADE-UP TRUST", "percentage_fsm": None} == academy
    assert catholic["name"] == "St Zoë’s Invented Catholic Primary School"
    assert catholic["street"] == 'Chapel Street, "The Close"'
    assert catholic["federation_name"] == "The Invented Federation"
    assert (catholic["religious_character"], catholic["diocese_code"]) == ("Roman Catholic", "RC99")
    assert (closed["is_open"], closed["close_date"]) == (False, date(2025, 8, 31))
    # A closed school keeps its type; that it is closed is another fact.
    assert spells(900006) == [(1, 4, date(1960, 1, 1), None)]


def test_every_field_of_a_school_is_read() -> None:
    """A column that somebody adds to the model is not forgotten here."""
    known = {field.name for field in School._meta.concrete_fields if not field.generated}
    assert {field.name for field in gias.FIELDS} == known
    assert all(field.label for field in gias.FIELDS)


# What is written, and what is not


def test_a_second_reading_writes_no_school(own_database: str, tmp_path: Path) -> None:
    """Unchanged rows are neither rewritten nor locked; only the run is noted."""
    actions.import_file("gias", SAMPLE, by=None, authority="341")
    before = versions("schools_school"), versions("schools_typespell")
    assert len({xmin for _, xmin, _ in before[0]}) == 1
    report = actions.import_file("gias", SAMPLE, by=None, authority="341")
    assert report.outcome == Outcome(added=0, changed=0, unchanged=4)
    assert (versions("schools_school"), versions("schools_typespell")) == before
    assert RegisterRun.objects.count() == 2
    assert list(Event.objects.values_list("kind", flat=True)) == ["register.read"] * 2


def test_one_changed_row_writes_one_school_and_one_event(read: Reader) -> None:
    rows = [{"URN": str(urn), "EstablishmentName": f"Testbury School {urn}"} for urn in range(900001, 900006)]
    read(*rows)
    before = versions("schools_school")
    rows[2] |= {
        "EstablishmentName": "Testbury Renamed School",
        "NumberOfPupils": "",
        "HeadPreferredJobTitle": "Principal",
    }
    report = read(*rows)
    assert report.outcome == Outcome(added=0, changed=1, unchanged=4)
    assert len(set(before) - set(versions("schools_school"))) == 1

    event = Event.objects.get(kind="school.register_changed")
    assert (event.subject_table, event.subject_id, event.scope) == ("schools_school", "900003", "school:900003")
    assert (event.at, event.actor_id, event.actor_name) == (NOW, "", "The system")
    assert event.data == {
        "what": "name, job title of the head and number of pupils changed",
        "old": {"name": "Testbury School 900003", "pupils": 200, "head_title": ""},
        "new": {"name": "Testbury Renamed School", "pupils": None, "head_title": "Principal"},
    }
    assert events.sentence(event) == "National register: name, job title of the head and number of pupils changed"
    assert list(events.timeline("school:900003")) == [event]


def test_facts_with_one_name_are_named_once(read: Reader) -> None:
    read(ROW)
    read({"StatutoryLowAge": "3", "StatutoryHighAge": "11", "Town": "Exampleton"})
    assert changes()[0].data["what"] == "age range and address changed"
    assert changes()[0].data["new"] == {"low_age": 3, "high_age": 11, "town": "Exampleton"}
    read({"StatutoryLowAge": "3", "StatutoryHighAge": "11", "Town": "Exampleton", "LastChangedDate": "02-06-2026"})
    assert len(changes()) == 1, "the register's own date of a change is no news"


def test_many_changes_take_no_more_queries_than_one(read: Reader) -> None:
    def queries(schools: int, pupils: int) -> int:
        rows = [{"URN": str(900001 + n), "NumberOfPupils": str(pupils), **ACADEMY} for n in range(schools)]
        with CaptureQueriesContext(connection) as captured:
            report = read(*rows)
        assert report.outcome.changed == schools
        return len(captured)

    read(*[{"URN": str(900001 + n)} for n in range(300)])
    assert queries(1, 100) == queries(300, 101)
    assert len(changes()) == 301


def test_people_and_their_posts_are_left_alone(read: Reader) -> None:
    read(ROW)
    own = School.objects.get()
    people.post(own, "headteacher")
    people.assign(own)
    before = versions("schools_post"), versions("schools_assignment")
    read(
        {
            "EstablishmentName": "Examplewood Renamed School",
            "HeadLastName": "Specimen",
            "EstablishmentStatus (name)": "Closed",
        }
    )
    assert (versions("schools_post"), versions("schools_assignment")) == before
    assert Post.objects.get().school.name == "Examplewood Renamed School"


def test_a_column_that_a_file_lacks_leaves_what_is_stored(read: Reader) -> None:
    read({"HeadTitle (name)": "Ms", "HeadFirstName": "Ada", "HeadLastName": "Placeholder", "Diocese (code)": "CE99"})
    report = read({}, without=("NumberOfPupils", "OpenDate", "LastChangedDate"))
    assert report.outcome.unchanged == 1
    read({"URN": "900001"}, {"URN": "900002", "EstablishmentName": "Sampleton School"}, without=("NumberOfPupils",))
    own, added = School.objects.order_by("urn")
    assert (own.pupils, own.head_name, own.diocese_code) == (200, "Ms Ada Placeholder", "CE99")
    assert (added.pupils, added.head_name, added.diocese_code, added.open_date) == (None, "", "", date(1975, 9, 1))
    # A name needs all of its parts: a file without titles would rob every head of theirs.
    assert read({"HeadFirstName": "Bea", "HeadLastName": "Specimen"}).outcome == Outcome(
        added=0, changed=0, unchanged=1
    )


def test_an_empty_cell_is_a_fact_and_a_missing_column_is_none(read: Reader) -> None:
    read(ROW)
    read({"NumberOfPupils": ""})
    assert School.objects.get().pupils is None


def test_the_name_of_a_type_never_outlives_its_code(read: Reader) -> None:
    """Only codes are needed; the stored name stays with its code and goes with it."""
    read(ROW)
    assert read({}, without=("TypeOfEstablishment (name)",)).outcome.unchanged == 1
    read(ACADEMY, without=("TypeOfEstablishment (name)",))
    assert School.objects.values_list("type_code", "type_name").get() == (34, "")
    read({"URN": "900002", "EstablishmentName": "Sampleton School"}, without=("TypeOfEstablishment (name)",))
    assert School.objects.get(urn=900002).type_name == ""


def test_order_case_and_additional_columns_do_not_matter(read: Reader) -> None:
    headings = list(reversed(ROW))
    lines = [",".join(["Extra", *(f" {h.upper().replace(' ', '  ')}" for h in headings), "extra"])]
    lines.append(",".join(["x", *(ROW[h] for h in headings), "y"]))
    assert read.content("\n".join(lines)).outcome.added == 1
    assert read(ROW).outcome.unchanged == 1


def test_text_arrives_as_it_is_written(read: Reader) -> None:
    name = "St Zoë\\N's “Invented” \\. School \\t|; DROP"
    read({"EstablishmentName": f"  {name}\t ", "Street": "1 Sample\r\nLane", "Trusts (name)": "Not Applicable"})
    own = School.objects.get()
    assert (own.name, own.street, own.trust_name) == (name, "1 Sample Lane", "")


# Whose rows


def test_rows_of_others_are_left_out_and_not_refused(read: Reader) -> None:
    report = read(
        ROW,
        {"URN": "900002", "LA (code)": "831", "OpenDate": "never"},
        {"URN": "", "LA (code)": "831"},
        {"URN": "900004", **PRIVATE, "OpenDate": "never"},
    )
    assert report.left_out == {"other authorities": 2, "not a maintained school or an academy": 1}
    assert (report.refused, report.outcome.added) == (0, 1)


def test_a_school_that_is_here_is_kept_up_to_date_whatever_it_becomes(read: Reader) -> None:
    school("Testbury School", urn=900008)
    school("Mockfield School", urn=900009)
    report = read(
        ROW,
        {"URN": "900008", "EstablishmentName": "Testbury Private School", **PRIVATE},
        {"URN": "900009", "EstablishmentName": "Mockfield School", "LA (code)": "831"},
    )
    assert report.outcome == Outcome(added=1, changed=2, unchanged=0)
    assert School.objects.get(urn=900008).sector == Sector.OTHER
    assert School.objects.get(urn=900009).la_code == "831"


def test_codes_of_authorities_regain_their_zeros(read: Reader) -> None:
    assert read({"LA (code)": "7"}, authority="007").outcome.added == 1
    assert School.objects.get().la_code == "007"


# Who may, and one at a time


def test_two_files_can_be_read_in_one_transaction(read: Reader) -> None:
    read(ROW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('pg_temp.register_stage'), to_regclass('pg_temp.register_todo')")
        assert cursor.fetchone() == (None, None)
    assert read(ROW).outcome.unchanged == 1


def test_only_an_administrator_may(read: Reader) -> None:
    for role in ("sip", "principal_officer", "director_of_education"):
        with pytest.raises(Denied) as denied:
            read(ROW, by=people.person(role=role))
        assert denied.value.code == "not_allowed"
    assert not School.objects.exists()
    administrator = people.person("Ada Placeholder", role="administrator")
    report = read(ROW, by=administrator)
    read({"EstablishmentName": "Renamed"}, by=administrator)
    assert report.run is not None
    assert report.run.by == administrator
    for event in [*changes(), *Event.objects.filter(kind="register.read")]:
        assert (event.actor_id, event.actor_name) == (str(administrator.pk), "Ada Placeholder")
    assert len(changes()) == 1


@pytest.mark.parametrize("authority", ["", "34", "3410", "34a", "٣٤١"])
def test_an_authority_has_three_digits(read: Reader, authority: str) -> None:
    with pytest.raises(Denied, match="three digits"):
        read(ROW, authority=authority)


def test_a_stored_upload_keeps_the_name_people_know(read: Reader) -> None:
    report = read(ROW, file_name="edubasealldata20261120.csv")
    assert report.run is not None
    assert report.run.file_name == report.file_name == "edubasealldata20261120.csv"
    assert len(read(ROW, file_name="x" * 300).file_name) == 200


def test_a_second_reading_waits_for_the_first(own_database: str, tmp_path: Path) -> None:
    with psycopg.connect(own_database) as other:
        other.execute("SELECT pg_advisory_xact_lock(hashtext('schools.registers'))")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            Reader(tmp_path)(ROW)
        other.rollback()
        assert Reader(tmp_path)(ROW).outcome.added == 1


# The command


def test_without_a_framework_the_command_asks_for_an_authority(db: None) -> None:
    with pytest.raises(
        CommandError, match=r"^No framework is loaded, so say whose schools to read with --authority CODE\.$"
    ):
        command("gias", SAMPLE)
    out, err = command("gias", SAMPLE, "--authority", "831")
    assert ("Schools added: 1\n" in out, err) == (True, "")


def test_another_authority_than_the_frameworks_is_noted(liverpool: FrameworkVersion) -> None:
    _, err = command("gias", SAMPLE, "--authority", "831")
    assert err == "Note: the framework in force is of authority 341; this reads schools of 831.\n"
    assert School.objects.get().urn == 900005
    assert command("gias", SAMPLE, "--authority", "341")[1] == ""


def test_the_command_shows_the_first_twenty_refused_rows(db: None, tmp_path: Path) -> None:
    path = tmp_path / "made-up.csv"
    path.write_text(text(ROW, *[{"URN": "", "EstablishmentName": f"Testbury {n}"} for n in range(23)]))
    lines = command("gias", path, "--authority", "341")[0].splitlines()
    assert lines[-22:-20] == [lines[8], "line 3: URN is missing"]
    assert lines[-2:] == ["line 22: URN is missing", "and 3 more"]
    assert len(RegisterRun.objects.get().refused) == 23


def test_a_refused_file_or_a_wrong_code_is_one_sentence(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^missing\.csv was not read in: the file cannot be read: No such file"):
        command("gias", tmp_path / "missing.csv", "--authority", "341")
    with pytest.raises(CommandError, match=r"^The code of an authority has three digits, so not “x”\.$"):
        command("gias", SAMPLE, "--authority", "x")
    with pytest.raises(CommandError, match="invalid choice: 'edubase'"):
        command("edubase", SAMPLE)
