"""Files of national registers sent in by browser: checked first, confirmed by a person, read in by a worker."""

import csv
import gzip
import html
import threading
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django import Settings

from schools.models import RegisterFile, RegisterFilePart, RegisterRun, School
from schools.registers.file import actions as files
from schools.registers.file import progress, worker
from schools.registers.file import storage as keeping
from schools.registers.file.transitions import ROWS
from schools.registers.file.worker import work_on_next
from schools.registers.run import actions
from schools.registers.table import reading
from schools.tasks import read_registers
from sil import clock
from sil.accounts.models import User
from sil.audit.models import Event
from sil.workflow import Denied
from tests.conftest import NOW, TODAY, load_liverpool
from tests.data.registers.made_up import ROW, SAMPLES
from tests.factories import people
from tests.factories.registers import in_status, made_up, send_in

pytestmark = pytest.mark.feature("S1")
Status = RegisterFile.Status
MEGABYTE = 2**20

SAMPLE = (SAMPLES / "gias.csv").read_bytes()


@pytest.fixture(autouse=True)
def own_corner_of_the_cache(settings: Settings) -> None:
    """Keys of files repeat from test to test, as their numbers do."""
    settings.CACHES = settings.CACHES | {"progress": settings.CACHES["progress"] | {"KEY_PREFIX": uuid4().hex}}


@pytest.fixture
def ada(db: None, liverpool: object) -> User:
    return people.person("Ada Example", role="administrator")


@pytest.fixture
def browser(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def send(client: Client, content: bytes, name: str = "edubasealldata.csv", **typed: str) -> Any:
    return client.post("/registers/read/", {"file": SimpleUploadedFile(name, content), **typed}, follow=True)


def sent(client: Client, content: bytes, **typed: str) -> RegisterFile:
    response = send(client, content, **typed)
    assert response.redirect_chain, said(response)
    return RegisterFile.objects.latest("pk")


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def page(client: Client, file: RegisterFile) -> str:
    return said(client.get(file.get_absolute_url()))


def events_of(file: RegisterFile) -> list[str]:
    found = Event.objects.filter(subject_table="schools_registerfile", subject_id=str(file.pk)).order_by("pk")
    return [event.kind.removeprefix("register_file.") for event in found]


# From the browser to the school


def test_sent_in_checked_confirmed_and_read_in(browser: Client, ada: User) -> None:
    file = sent(browser, SAMPLE)
    assert (file.register, file.authority, file.file_name, file.status) == (
        "gias",
        "341",
        "edubasealldata.csv",
        Status.WAITING,
    )
    assert b"".join(zlib.decompress(part.content) for part in file.parts.all()) == SAMPLE
    assert "Waiting for the service to start" in page(browser, file)

    read_registers()
    file.refresh_from_db()
    assert (file.status, School.objects.count(), RegisterRun.objects.count()) == (Status.CHECKED, 0, 0)
    shown = page(browser, file)
    assert "Read it in: 4 to add, 0 to change" in shown
    assert "Examplewood Primary School, 900001" in shown
    assert "OpenDate “31-02-2001” is not a date" in shown

    browser.post(f"/registers/files/{file.pk}/read-in/")
    file.refresh_from_db()
    assert (file.status, file.confirmed_by, School.objects.count()) == (Status.CONFIRMED, ada, 0)
    read_registers()
    file.refresh_from_db()
    run = RegisterRun.objects.get()
    assert (file.status, file.run, run.by, run.file_name) == (Status.TAKEN_IN, run, ada, "edubasealldata.csv")
    assert run.sha256 == file.sha256
    assert School.objects.count() == 4
    assert not RegisterFilePart.objects.exists(), "the bytes go, the fingerprint stays"
    assert events_of(file) == ["sent_in", "checked", "confirmed", "taken_in"]
    assert "4 added, 0 changed, 0 unchanged." in page(browser, file)
    assert "Schools added: 4, changed: 0, unchanged: 0. Rows refused: 1" in said(browser.get("/registers/"))


def test_what_would_change_is_shown_old_and_new(browser: Client) -> None:
    rows = [{"URN": str(urn), "EstablishmentName": f"Testbury School {urn}"} for urn in range(900001, 900004)]
    actions_read(made_up(*rows))
    rows[1] |= {"NumberOfPupils": "", "OpenDate": "02-09-1975", "EstablishmentName": "=Testbury <b>Renamed</b>"}
    file = sent(browser, made_up(*rows, {"URN": "900009", "EstablishmentName": "Testbury New School"}))
    read_registers()
    file.refresh_from_db()
    assert file.report is not None
    assert file.report["changes"] == [
        {
            "key": "900002",
            "label": "=Testbury <b>Renamed</b>",
            "added": False,
            "columns": {
                "name": ["Testbury School 900002", "=Testbury <b>Renamed</b>"],
                "open_date": ["1975-09-01", "1975-09-02"],
                "pupils": [200, None],
            },
        },
        {"key": "900009", "label": "Testbury New School", "added": True, "columns": {}},
    ]
    shown = page(browser, file)
    assert "=Testbury &lt;b&gt;Renamed&lt;/b&gt;, 900002" in shown
    assert "<strong>Pupils:</strong> 200 " in shown
    assert "becomes</span> nothing" in shown
    assert "1 September 1975" in shown and "2 September 1975" in shown
    assert "Read it in: 1 to add, 1 to change" in shown


def test_of_many_changes_the_first_two_hundred_are_told(browser: Client) -> None:
    file = sent(browser, made_up(*({"URN": str(urn)} for urn in range(900001, 900302))))
    read_registers()
    file.refresh_from_db()
    assert file.report is not None and len(file.report["changes"]) == 200
    shown = page(browser, file)
    assert "Read it in: 301 to add" in shown
    assert "And 101 more." in shown


def test_what_would_be_overwritten_is_told_before_what_is_new(browser: Client) -> None:
    actions_read(made_up({"URN": "900290"}))
    rows = [{"URN": str(urn)} for urn in range(900001, 900302)]
    rows[289] |= {"NumberOfPupils": "201"}
    file = sent(browser, made_up(*rows))
    read_registers()
    file.refresh_from_db()
    assert file.report is not None
    told = [(change["key"], change["added"]) for change in file.report["changes"]]
    assert (told[0], told[1], told[-1], len(told)) == (("900290", False), ("900001", True), ("900199", True), 200)


def test_a_file_that_changed_nothing_may_be_read_in(browser: Client) -> None:
    actions_read(made_up(ROW))
    file = sent(browser, made_up(ROW))
    read_registers()
    shown = page(browser, file)
    assert "Nothing. Everything in this file is already here." in shown
    assert "This file was already read in on" in shown and "20 November 2026" in shown
    browser.post(f"/registers/files/{file.pk}/read-in/")
    read_registers()
    assert RegisterRun.objects.count() == 2


def test_the_register_may_change_between_check_and_reading(browser: Client) -> None:
    file = sent(browser, made_up(ROW, {"URN": "900002"}))
    read_registers()
    actions_read(made_up(ROW))
    browser.post(f"/registers/files/{file.pk}/read-in/")
    read_registers()
    file.refresh_from_db()
    assert file.report is not None and file.run is not None
    assert (file.report["added"], file.run.counts["added"], file.run.counts["unchanged"]) == (2, 1, 1)


def actions_read(content: bytes) -> None:
    """Read a file in as the command does."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.csv"
        path.write_bytes(content)
        actions.import_file("gias", path, by=None, authority="341")


# Which register is it?

OFSTED = (SAMPLES / "ofsted_latest_2024.csv").read_bytes()


def test_the_register_is_seen_by_the_columns(browser: Client) -> None:
    assert sent(browser, OFSTED, register="gias").register == "ofsted"


def test_columns_of_no_register_are_asked_about(browser: Client) -> None:
    content = b"URN,Colour\r\n900001,red\r\n"
    response = send(browser, content, year="2024")
    assert not response.redirect_chain
    shown = said(response)
    assert "The columns of this file fit none of the registers." in shown
    assert 'type="radio" name="register" value="gias"' in shown
    assert '<option value="2024" selected>' in shown
    file = sent(browser, content, register="gias", year="2024")
    assert (file.register, file.year) == ("gias", 2024)
    read_registers()
    file.refresh_from_db()
    assert file.status == Status.REFUSED
    assert "these columns are missing" in file.refusal.lower()


def test_the_register_is_not_asked_for_before_it_is_needed(browser: Client) -> None:
    assert 'name="register"' not in said(browser.get("/registers/read/"))


# Files that are none


def xlsx() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (xlsx(), "The file is a workbook, not a table in plain text"),
        (gzip.compress(SAMPLE), "The file is a compressed file, not a table in plain text"),
        (b"%PDF-1.7\nA report.", "The file is a PDF document, not a table"),
        (b"<!doctype html><title>Sign in</title>", "The file is a web page, not a table"),
        (b"Dear colleague,\r\nthe file will follow.\r\n", "The file has no header"),
        (b"URN,\x00\r\n", "The file is not plain text: it holds zero bytes."),
    ],
    ids=["empty", "xlsx", "gz", "pdf", "web page", "letter", "zero bytes"],
)
def test_what_is_no_table_is_refused_beside_the_field(browser: Client, content: bytes, sentence: str) -> None:
    response = send(browser, content)
    shown = said(response)
    error = shown[shown.index('id="id_file-error"') :].split("</p>")[0]
    assert sentence in error
    assert not RegisterFile.objects.exists()


def test_nothing_chosen_is_asked_for(browser: Client) -> None:
    assert "Select the file." in said(browser.post("/registers/read/", {}))


def test_a_file_that_is_too_large_is_told_so(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 3 * MEGABYTE)
    assert "The file is larger than 3 MB." in said(send(browser, made_up(ROW).ljust(3 * MEGABYTE + 1, b"\n")))
    assert sent(browser, made_up(ROW).ljust(3 * MEGABYTE, b"\n")).size == 3 * MEGABYTE


@pytest.mark.parametrize(("actor", "status"), [("admin", 302), ("sip", 413), ("nobody", 413)])
def test_only_who_reads_registers_may_send_much(ada: User, settings: Settings, actor: str, status: int) -> None:
    """A body beyond what documents have is not read at all unless an administrator sends it there."""
    settings.UPLOAD_MAX_BYTES, settings.REGISTER_MAX_BYTES = MEGABYTE, 8 * MEGABYTE
    client = Client(enforce_csrf_checks=True)
    sip = people.person(role="sip")
    if actor != "nobody":
        client.force_login(ada if actor == "admin" else sip)
    client.get("/accounts/password/reset/" if actor == "nobody" else "/account/")
    token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""

    def post(size: int) -> int:
        content = SimpleUploadedFile("gias.csv", made_up(ROW).ljust(size, b"\n"))
        answer: Any = client.post("/registers/read/", {"file": content, "csrfmiddlewaretoken": token})
        return int(answer.status_code)

    assert post(11 * MEGABYTE) == status
    assert post(17 * MEGABYTE) == 413, "not even an administrator sends more than twice the limit"


def test_a_file_of_another_authority_is_refused_by_the_check(browser: Client) -> None:
    file = sent(browser, made_up({"LA (code)": "999"}))
    read_registers()
    file.refresh_from_db()
    assert file.status == Status.REFUSED
    assert file.refusal == "No row belongs to authority 341; the file has 1 rows, by authority: 999 (1)."
    shown = page(browser, file)
    assert file.refusal in shown and "Nothing was changed." in shown
    assert not RegisterFilePart.objects.exists()
    assert events_of(file) == ["sent_in", "refused"]


def test_without_a_framework_nobody_knows_whose_schools(db: None) -> None:
    client = Client()
    client.force_login(people.person(role="administrator"))
    assert "No framework is loaded yet" in said(send(client, SAMPLE))
    assert not RegisterFile.objects.exists()


# Twice


def test_the_same_file_in_hand_is_not_taken_twice(browser: Client) -> None:
    first = sent(browser, SAMPLE)
    response = send(browser, SAMPLE, name="another-name.csv")
    assert response.redirect_chain[-1][0] == first.get_absolute_url()
    assert "This file is already here, uploaded by Ada Example on 20 November 2026." in said(response)
    assert RegisterFile.objects.count() == 1
    browser.post(f"/registers/files/{first.pk}/set-aside/")
    assert sent(browser, SAMPLE).pk != first.pk


# Every act in every status by everybody


ACTS: dict[str, Callable[..., RegisterFile]] = {"confirm": files.confirm, "set_aside": files.set_aside}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("act", ACTS)
def test_each_act_in_each_status(ada: User, status: Status, act: str) -> None:
    file = in_status(status, ada, SAMPLE)
    target = next((row.target for row in ROWS if row.action == act and row.source == status), None)
    for role in ("sip", "principal_officer", "director_of_education"):
        with pytest.raises(Denied) as denied:
            ACTS[act](file, by=people.person(role=role))
        assert denied.value.code == "not_allowed"
    before = events_of(file)
    if target is None:
        with pytest.raises(Denied) as denied:
            ACTS[act](file, by=ada)
        assert denied.value.code == "wrong_state"
        assert events_of(file) == before
    else:
        ACTS[act](file, by=ada)
        assert events_of(file) == [*before, target]
    file.refresh_from_db()
    assert file.status == (target or status)
    assert file.parts.exists() == (file.status in RegisterFile.OPEN)


def test_only_an_administrator_sends_a_file_in(ada: User) -> None:
    with pytest.raises(Denied) as denied:
        send_in(SAMPLE, people.person(role="principal_officer"))
    assert denied.value.code == "not_allowed"


def test_no_status_changes_without_an_event(ada: User) -> None:
    file = send_in(SAMPLE, ada)
    with pytest.raises(DatabaseError, match="without an audit event"), transaction.atomic():
        RegisterFile.objects.filter(pk=file.pk).update(status=Status.CHECKED)


def test_whoever_lost_the_role_meanwhile_reads_nothing_in(ada: User) -> None:
    file = in_status(Status.CONFIRMED, ada, SAMPLE)
    ada.grants.update(ends_on=TODAY - timedelta(days=1))
    worker.work_on_next()
    file.refresh_from_db()
    assert (file.status, School.objects.count()) == (Status.REFUSED, 0)
    assert file.refusal == "Only an administrator can read the national registers in."


def test_an_old_page_is_told_what_became_of_the_file(browser: Client, ada: User) -> None:
    file = in_status(Status.CONFIRMED, ada, SAMPLE)
    response = browser.post(f"/registers/files/{file.pk}/set-aside/", follow=True)
    assert "You can no longer set this file aside: it is being read in." in said(response)


# Workers


@pytest.fixture
def own(own_database: str) -> str:
    load_liverpool()
    return own_database


def test_two_workers_never_take_the_same_file(own: str) -> None:
    ada = people.person(role="administrator")
    send_in(SAMPLE, ada)
    send_in(made_up(ROW), ada)
    for _ in range(2):
        start, took = threading.Barrier(4), []
        threads = [threading.Thread(target=_claim, args=(start, took)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert len(took) == len(set(took)) == 2
        RegisterFile.objects.update(taken_until=None)


def _claim(start: threading.Barrier, took: list[int]) -> None:
    try:
        with clock.at(NOW):
            start.wait(10)
            if file := worker.claim():
                took.append(file.pk)
    finally:
        connection.close()


def test_many_workers_read_a_file_in_once(own: str) -> None:
    ada = people.person(role="administrator")
    file = send_in(SAMPLE, ada)
    _all_work()
    files.confirm(file, by=ada)
    _all_work()
    file.refresh_from_db()
    assert (file.status, RegisterRun.objects.count(), School.objects.count()) == (Status.TAKEN_IN, 1, 4)
    assert events_of(file) == ["sent_in", "checked", "confirmed", "taken_in"]


def _all_work() -> None:
    threads = [threading.Thread(target=_sweep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def _sweep() -> None:
    try:
        with clock.at(NOW):
            read_registers()
    finally:
        connection.close()


def test_a_worker_that_died_is_replaced_once_its_lease_is_over(ada: User) -> None:
    file = send_in(SAMPLE, ada)
    assert worker.claim() is not None
    assert worker.work_on_next() is False, "the first one still has its lease"
    with clock.at(NOW + worker.LEASE):
        assert worker.work_on_next() is True
    file.refresh_from_db()
    assert (file.status, file.attempts) == (Status.CHECKED, 0)


def test_a_worker_at_work_is_not_replaced_however_long_it_takes(own: str) -> None:
    """It holds the row, and with the connection of a worker that dies the row goes free."""
    ada = people.person(role="administrator")
    file = send_in(SAMPLE, ada)
    other = psycopg.connect(own)
    with closing(other), clock.at(NOW + 10 * worker.LEASE):
        other.execute("SELECT FROM schools_registerfile WHERE id = %s FOR UPDATE", [file.pk])
        assert worker.work_on_next() is False
        with pytest.raises(Denied) as denied:
            files.set_aside(file, by=ada)
        assert denied.value.code == "busy"
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [other.info.backend_pid])
        _until(lambda: worker.work_on_next())
    file.refresh_from_db()
    assert file.status == Status.CHECKED


def _until(condition: Callable[[], bool]) -> None:
    waits = threading.Event()
    for _ in range(200):
        if condition():
            return
        waits.wait(0.05)
    raise AssertionError("it never came true")


def test_what_breaks_the_reading_three_times_is_our_fault(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    file = send_in(SAMPLE, ada)
    RegisterFilePart.objects.update(content=b"not compressed at all")
    moment = NOW
    for attempt in (1, 2, 3):
        with clock.at(moment):
            read_registers()
        file.refresh_from_db()
        assert file.status == (Status.REFUSED if attempt == 3 else Status.WAITING)
        moment += worker.REST
    assert file.refusal == worker.OUR_FAULT
    assert caplog.text.count("zlib.error") == 3


def test_workers_that_die_of_a_file_stop_trying(ada: User) -> None:
    file = send_in(SAMPLE, ada)
    moment = NOW
    for _ in range(worker.ATTEMPTS):
        with clock.at(moment):
            assert worker.claim() is not None
        moment += worker.LEASE
    with clock.at(moment):
        assert worker.work_on_next() is True
    file.refresh_from_db()
    assert (file.status, file.refusal) == (Status.REFUSED, worker.OUR_FAULT)


def test_a_check_is_thrown_away_when_the_file_was_set_aside_meanwhile(ada: User) -> None:
    file = send_in(SAMPLE, ada)
    claimed = worker.claim()
    files.set_aside(file, by=ada)
    assert claimed is not None
    assert worker._still_mine(claimed) is None


def test_a_worker_that_comes_late_leaves_the_next_step_alone(ada: User) -> None:
    """It claimed the check; meanwhile others checked the file, and the reading is at its first attempt too."""
    file = send_in(SAMPLE, ada)
    late = worker.claim()
    with clock.at(NOW + worker.LEASE):
        worker.work_on_next()
        files.confirm(file, by=ada)
        assert worker.claim() is not None
    assert late is not None
    assert worker._still_mine(late) is None


def test_the_bytes_come_back_as_they_were(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PART", 100)
    file = send_in(SAMPLE, ada)
    assert file.parts.count() == -(-len(SAMPLE) // 100)
    with keeping.restored(file) as path:
        assert path.read_bytes() == SAMPLE


# How far it is


def test_progress_is_told_and_the_page_asks_for_it(browser: Client, ada: User) -> None:
    file = send_in(made_up(*({"URN": str(urn)} for urn in range(900001, 902501))), ada)
    progress.reporter(file)(1000, 2501)
    part: Any = browser.get(f"{file.get_absolute_url()}?status=waiting", headers={"HX-Request": "true"})
    assert "1,000 of about 2,501 rows" in said(part)
    assert "HX-Refresh" not in part
    worker.work_on_next()
    done = progress.of(file)
    assert done is not None and (done.lines, done.total) == (2001, 2501)
    part = browser.get(f"{file.get_absolute_url()}?status=waiting", headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true", "it is checked, so the whole page is another"


@pytest.fixture
def no_cache(settings: Settings) -> None:
    backend = "django.core.cache.backends.redis.RedisCache"
    settings.CACHES = settings.CACHES | {"progress": {"BACKEND": backend, "LOCATION": "unix:///nowhere/valkey.sock"}}


@pytest.mark.usefixtures("no_cache")
def test_without_a_cache_everything_works_but_the_numbers(browser: Client, ada: User) -> None:
    file = send_in(SAMPLE, ada)
    assert "Waiting for the service to start" in page(browser, file)
    worker.work_on_next()
    file.refresh_from_db()
    assert file.status == Status.CHECKED


# What was read in


def test_the_record_of_a_run_and_its_refused_rows(browser: Client) -> None:
    rows = [{"URN": "900001"}, {"URN": "900002", "NumberOfPupils": "=1+1"}, {"URN": "x"}]
    actions_read(made_up(*rows))
    run = RegisterRun.objects.get()
    shown = said(browser.get(f"/registers/runs/{run.pk}/"))
    assert "The system" in shown and run.sha256 in shown
    assert "Line 3" in shown and "Line 4" in shown
    response: Any = browser.get(f"/registers/runs/{run.pk}/refused.csv")
    assert "attachment" in response["Content-Disposition"]
    found = list(csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert found[0] == ["line", "reason"]
    assert [line for line, _ in found[1:]] == ["3", "4"]
    assert not any(reason.startswith(("=", "+", "-", "@")) for _, reason in found)


def test_a_reason_that_a_spreadsheet_would_run_is_quoted(browser: Client) -> None:
    actions_read(made_up(ROW))
    run = RegisterRun.objects.get()
    run.refused = [{"line": 2, "reason": "=HYPERLINK(1)"}]
    run.counts["refused"] = 1500
    run.save()
    response: Any = browser.get(f"/registers/runs/{run.pk}/refused.csv")
    assert b"2,'=HYPERLINK(1)\r\n" in b"".join(response.streaming_content)
    assert "The first 1000 refused rows were kept; 1499 more were only counted." in said(
        browser.get(f"/registers/runs/{run.pk}/")
    )


def test_the_list_of_runs_sorts_narrows_and_exports(browser: Client) -> None:
    with clock.at(NOW - timedelta(days=40)):
        actions_read(made_up(ROW, {"URN": "900002"}))
    actions_read(made_up(ROW | {"EstablishmentName": "Testbury"}))
    shown = said(browser.get("/registers/"))
    assert "2 readings" in shown
    assert "today, by The system" in shown
    first = browser.get("/registers/?sort=-added").context["rows"][0][0]
    assert first.counts["added"] == 2
    assert "No reading fits these filters." in said(browser.get("/registers/?register=ofsted"))
    lines = b"".join(browser.get("/registers/?export=csv").streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "Read in,Register,File,By,Added,Changed,Refused"
    assert lines[1].startswith("2026-11-20,Register of schools (GIAS),made-up.csv,The system,0,1,0")


def test_the_dry_run_of_the_command_tells_the_first_changes(liverpool: object, tmp_path: Path) -> None:
    actions_read(made_up(ROW, {"URN": "900002"}))
    path = tmp_path / "gias.csv"
    path.write_bytes(made_up(ROW | {"NumberOfPupils": "201"}, {"URN": "900002"}, {"URN": "900003"}))
    out = StringIO()
    call_command("import_register", "gias", str(path), "--dry-run", stdout=out)
    lines = out.getvalue().splitlines()
    assert "900001 Examplewood Primary School: changed, pupils 200 -> 201" in lines
    assert "900003 Examplewood Primary School: added" in lines
    assert lines[-1] == "Nothing was changed (--dry-run)."


# What is unusual about a file

_MANY = [ROW | {"URN": str(100000 + number), "EstablishmentName": f"School {number}"} for number in range(1, 9)]
_UNUSUAL = (
    "1 school is open here and not in the file, and would stay as they are: School 8 (100008).",
    "5 schools are open here and not open in the file: School 1 (100001), School 2 (100002), School 3 (100003), "
    "School 4 (100004), School 7 (100007).",
    "1 school is in another authority now: School 5 (100005) to authority 352.",
    "A status that this service does not know: “Asleep” (1). A school counts as open where it begins with “Open”.",
    "A type of establishment that this service does not know: 999 (1). Its group says whether it is maintained.",
    "Columns that the last file had, and this one has not: numberofpupils. What is here of them stays.",
    "Columns that the last file did not have: numberofpupils (new).",
)


def test_what_is_unusual_is_asked_about_before_it_is_read_in(browser: Client, ada: User) -> None:
    in_status(Status.TAKEN_IN, ada, made_up(*_MANY))
    closed, moved, asleep, strange = (
        {"EstablishmentStatus (name)": "Closed"},
        {"LA (code)": "352"},
        {"EstablishmentStatus (name)": "Asleep"},
        {"TypeOfEstablishment (code)": "999"},
    )
    changes = [closed] * 4 + [moved, strange, asleep]
    rows = made_up(*(row | change for row, change in zip(_MANY, changes, strict=False)))
    file = sent(browser, rows.replace(b"NumberOfPupils", b"NumberOfPupils (new)"))
    work_on_next()
    text = page(browser, file)
    assert [question for question in _UNUSUAL if question not in html.unescape(text)] == []
    confirm = f"/registers/files/{file.pk}/read-in/"
    refused = said(browser.post(confirm, follow=True))
    assert 'href="#sure">Select the box if what is unusual about this file is right.' in refused
    assert "<title>Error: " in refused and 'aria-describedby="sure-error"' in refused
    assert School.objects.filter(is_open=True).count() == 8
    browser.post(confirm, {"sure": "1"})
    work_on_next()
    assert School.objects.filter(is_open=True).count() == 3 and School.objects.get(pk=100005).la_code == "352"


def test_the_command_changes_nothing_that_is_unusual_without_a_word(ada: User, tmp_path: Path) -> None:
    in_status(Status.TAKEN_IN, ada, made_up(*_MANY))
    path = tmp_path / "edubasealldata.csv"
    path.write_bytes(made_up(*(row | {"Town": "Otherwhere"} for row in _MANY[1:])))
    out = StringIO()
    with pytest.raises(CommandError, match="If what is unusual is right, add --as-it-is"):
        call_command("import_register", "gias", path, stdout=out)
    assert "Unusual: 1 school is open here and not in the file" in out.getvalue()
    assert not School.objects.filter(town="Otherwhere").exists()
    call_command("import_register", "gias", path, "--as-it-is", stdout=out)
    assert School.objects.filter(town="Otherwhere").count() == 7


def test_an_archive_is_sent_in_as_it_is_published(browser: Client) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("edubasealldata20261201.csv", SAMPLE)
    file = sent(browser, packed.getvalue())
    work_on_next()
    file.refresh_from_db()
    assert (file.register, file.status, file.report["added"]) == ("gias", Status.CHECKED, 4)
