"""Registers without hands: files are fetched from a publisher's address, here a server on this machine."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings

from monitoring.oversight.running import page
from monitoring.oversight.running import queries as running
from schools.models import RegisterFetch, RegisterFile, RegisterRun
from schools.registers.fetch import download
from schools.registers.fetch.actions import address_on, fetch_all
from schools.registers.fetch.download import NotFetched
from schools.registers.file import actions as files
from schools.tasks import read_registers
from sil.accounts.models import User
from sil.audit.models import Event
from sil.framework.models import FrameworkVersion
from sil.health.production import files as files_of
from tests.conftest import TODAY
from tests.factories import people
from tests.factories.registers import made_up

pytestmark = [pytest.mark.django_db, pytest.mark.feature("S1")]
Status = RegisterFile.Status
FILE, TOMORROW = made_up({"URN": "900001"}, {"URN": "900002"}), TODAY + timedelta(days=1)


@dataclass
class Publisher:
    """What a server on this machine answers, by path: status, headers and content."""

    url: str
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    # Set, it says nothing after the headers until it is over.
    waits: threading.Event | None = None

    def says(self, content: bytes, path: str = "/gias.csv", status: int = 200, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"Content-Length": str(len(content)), **named}, content)


@pytest.fixture
def serving(db: None, settings: Settings) -> Iterator[Publisher]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            there.asked.append(self.path)
            status, headers, content = there.answers.get(self.path, (404, {"Content-Length": "0"}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if there.waits:
                there.waits.wait(20)
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    there = Publisher(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.REGISTER_ADDRESSES = [f"{there.url}/gias.csv"]
    there.says(FILE)
    yield there
    if there.waits:
        there.waits.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def publisher(serving: Publisher, liverpool: FrameworkVersion) -> Publisher:
    return serving


@pytest.fixture
def admin() -> User:
    return people.person("Ada Example", role="administrator")


def refusal() -> str:
    assert fetch_all(on=TODAY) == 0 and not RegisterFile.objects.exists()
    return RegisterFetch.objects.get().refusal


def test_a_file_is_fetched_once_a_day_and_waits_for_an_administrator(
    publisher: Publisher, admin: User, client: Client
) -> None:
    assert fetch_all(on=TODAY) == 1 and fetch_all(on=TODAY) == 0
    assert publisher.asked == ["/gias.csv"]
    file = RegisterFile.objects.get()
    assert (file.register, file.file_name, file.sent_in_by, file.authority) == ("gias", "gias.csv", None, "341")
    read_registers()
    file.refresh_from_db()
    assert file.status == Status.CHECKED and not RegisterRun.objects.exists()
    client.force_login(admin)
    home = client.get("/").text
    assert "Read in a file that was fetched" in home and file.get_absolute_url() in home
    assert "fetched by the service on " in " ".join(client.get(file.get_absolute_url()).text.split())
    registers = client.get("/registers/").text
    assert "Files fetched each morning" in registers and "Not fetched" not in registers
    client.force_login(people.person("Opal Officer", role="principal_officer"))
    assert "Read in a file that was fetched" not in client.get("/").text
    files.confirm(file, by=admin, sure=True)
    read_registers()
    file.refresh_from_db()
    assert file.status == Status.TAKEN_IN and file.run


def test_it_is_read_in_unasked_where_the_settings_say_so_and_nothing_is_unusual(
    publisher: Publisher, settings: Settings
) -> None:
    settings.REGISTERS_READ_IN = True
    fetch_all(on=TODAY)
    read_registers()
    assert RegisterFile.objects.get().status == Status.TAKEN_IN
    said = Event.objects.filter(kind__startswith="register_file.").order_by("pk").values_list("kind", "actor_id")
    assert [(kind.partition(".")[2], actor) for kind, actor in said] == [
        ("fetched", ""), ("checked", ""), ("confirmed", ""), ("taken_in", ""),
    ]  # fmt: skip
    # A column less than the day before is unusual, and asked about.
    heading, *rows = FILE.decode().splitlines()
    short = heading.replace("NumberOfPupils", "Pupils")
    assert short != heading
    publisher.says("\n".join([short, *rows]).replace("900001", "900003").encode())
    fetch_all(on=TOMORROW)
    read_registers()
    newest = RegisterFile.objects.latest("pk")
    assert newest.status == Status.CHECKED and newest.report and newest.report["questions"]


def test_what_changes_nothing_is_read_in_and_a_newer_file_takes_the_place_of_one_that_waits(
    publisher: Publisher, admin: User
) -> None:
    fetch_all(on=TODAY)
    read_registers()
    publisher.says(made_up({"URN": "900001"}))
    assert fetch_all(on=TOMORROW) == 1
    first, second = RegisterFile.objects.order_by("pk")
    assert (first.status, second.status) == (Status.SET_ASIDE, Status.WAITING)
    read_registers()
    files.confirm(RegisterFile.objects.get(pk=second.pk), by=admin, sure=True)
    read_registers()
    # The same file again is not even stored; one in another order says nothing new, and is read in unasked.
    assert fetch_all(on=TOMORROW + timedelta(days=1)) == 0
    publisher.says(made_up({"URN": "900001"}) + b"\r\n")
    assert fetch_all(on=TOMORROW + timedelta(days=2)) == 1
    read_registers()
    assert RegisterFile.objects.latest("pk").status == Status.TAKEN_IN


def test_it_comes_as_published_over_redirects_and_with_the_day_in_its_address(
    publisher: Publisher, settings: Settings
) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("edubasealldata.csv", FILE)
    publisher.says(b"", "/edubasealldata20261120.zip", 302, Location="/moved/here.zip?token=x")
    publisher.says(packed.getvalue(), "/moved/here.zip?token=x")
    settings.REGISTER_ADDRESSES = [f"{publisher.url}/edubasealldata{{day:%Y%m%d}}.zip"]
    assert fetch_all(on=TODAY) == 1
    assert RegisterFile.objects.get().file_name == "edubasealldata20261120.zip"
    assert RegisterFetch.objects.get().refusal == ""


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"content": b"", "status": 404}, "127.0.0.1 answered 404 and not with a file."),
    ({"content": b"", "status": 503}, "127.0.0.1 answered 503 and not with a file."),
    ({"content": b"<!DOCTYPE html><p>Not found</p>"}, "The address answered with a web page and not with a file."),
    ({"content": b"", "status": 302, "Location": "/gias.csv"}, "led from one address to the next more than 5 times."),
    (
        {"content": b"", "status": 302, "Location": "http://register.example/x"},
        "led to an address that does not begin with https://.",
    ),
    ({"content": FILE, "Content_Length": str(len(FILE) + 9)}, "The connection to 127.0.0.1 failed or broke off."),
    ({"content": b"URN,Colour\n900001,red\n"}, "The columns of the file fit none of the registers."),
    ({"content": b"%PDF-1.7 a report"}, "PDF document"),
    ({"content": b"PK\x03\x04 broken"}, "The archive is damaged"),
    ({"content": b""}, "file is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "words"), WRONG, ids=[words[:40] for _, words in WRONG])
def test_what_is_no_whole_file_of_a_register_is_refused_with_its_reason(
    publisher: Publisher, said: dict[str, Any], words: str, admin: User, client: Client
) -> None:
    publisher.says(**said)
    sentence = refusal()
    assert words in sentence and not sentence[0].islower() and sentence.endswith(".")
    client.force_login(admin)
    shown = client.get("/registers/").text
    assert "Not fetched" in shown and "See why" in str(page.rows(running.figures()))
    # Within the same day it is tried again, and then all is well.
    publisher.says(FILE)
    assert fetch_all(on=TODAY) == 1 and RegisterFetch.objects.get().refusal == ""
    assert "Not fetched" not in client.get("/registers/").text


def test_who_answers_too_slowly_or_too_much_is_refused(
    publisher: Publisher, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REGISTER_MAX_BYTES = 1024 * 1024
    publisher.says(FILE + b"x" * 1024 * 1024)
    assert refusal() == "The file is larger than 1 MB."
    monkeypatch.setattr(download, "WHOLE", -1)
    publisher.says(FILE)
    assert "had not come whole" in refusal()
    monkeypatch.setattr(download, "SILENT", 0.2)
    publisher.waits = threading.Event()
    assert refusal() in ("127.0.0.1 did not answer in time.", "The connection to 127.0.0.1 failed or broke off.")


def test_one_address_that_fails_does_not_stop_the_others_and_one_that_is_gone_is_forgotten(
    publisher: Publisher, settings: Settings
) -> None:
    settings.REGISTER_ADDRESSES = [f"{publisher.url}/nothing.csv", f"{publisher.url}/gias.csv"]
    assert fetch_all(on=TODAY) == 1
    assert [bool(each.refusal) for each in RegisterFetch.objects.order_by("address")] == [False, True]
    settings.REGISTER_ADDRESSES = [f"{publisher.url}/gias.csv"]
    fetch_all(on=TODAY)
    assert RegisterFetch.objects.get().address.endswith("/gias.csv")


@pytest.mark.usefixtures("serving")
def test_without_a_framework_nothing_is_taken() -> None:
    assert refusal().startswith("No framework is loaded yet")


PRIVATE = ("https://register.example/x.csv", "http://localhost:8080/x.csv", "http://127.0.0.1/x.csv")
OPEN = (
    "http://register.example/x.csv",
    "file:///etc/passwd",
    "https:///x.csv",
    "https://[x/",
    "register.example/x.csv",
)


def test_the_service_does_not_start_with_addresses_that_are_not_of_tls() -> None:
    assert files_of("SIL_REGISTER_ADDRESSES", PRIVATE) == list(PRIVATE)
    for address in OPEN:
        with pytest.raises(ImproperlyConfigured, match="SIL_REGISTER_ADDRESSES"):
            files_of("SIL_REGISTER_ADDRESSES", [address])


def test_the_day_stands_in_the_address_as_the_publisher_has_it() -> None:
    assert address_on("https://register.example/{day:%Y-%m}.csv", TODAY) == "https://register.example/2026-11.csv"
    for wrong in ("{date}", "{day", "{0}", "{day.nothing}"):
        with pytest.raises(NotFetched, match="curly brackets"):
            address_on(f"https://register.example/{wrong}.csv", TODAY)
