"""What is kept of signing in, and what is written into no log."""

import json
import logging
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from gunicorn.config import Config

from sil import clock, server
from sil.access_log import Logger
from sil.accounts import sign_ins
from sil.accounts.adapter import invitation_link
from sil.accounts.models import User
from sil.audit.models import Event
from sil.log_masks import MaskKeys, masked
from sil.logs.lines import Lines
from tests.conftest import NOW
from tests.factories import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("liverpool"), pytest.mark.feature("T12")]
LOGIN = "/accounts/login/"
WORDS = "three unrelated words"


@pytest.fixture
def user() -> User:
    return people.person("Sam Sample", role="sip", password=people.PASSWORD)


def kinds(user: User) -> list[str]:
    """The earliest first."""
    return [event.kind.removeprefix(sign_ins.PREFIX) for event in reversed(sign_ins.of_person(user))]


@pytest.mark.promise("read")
def test_signing_in_and_out_is_kept(user: User, client: Client) -> None:
    """It is recorded who signed in and out and when, whose sign-in failed, and when a password was changed or set by a
    link. An administrator reads it on the page of the person; what was typed is never kept."""
    typed = {"login": user.email, "password": people.PASSWORD}
    client.post(LOGIN, typed | {"password": "a wrong password"})
    client.post(LOGIN, typed)
    client.post(
        "/accounts/password/change/",
        {"oldpassword": people.PASSWORD, "password1": WORDS, "password2": WORDS},
    )
    client.post("/accounts/logout/")
    client.post("/accounts/password/reset/", {"email": user.email})
    user.refresh_from_db()
    page: Any = client.get(invitation_link(user).removeprefix(settings.SITE_URL), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": f"{WORDS} more", "password2": f"{WORDS} more"})
    assert kinds(user) == ["failed", "done", "password_changed", "out", "link_sent", "password_set", "done"]
    admin = Client()
    admin.force_login(people.person(role="administrator"))
    shown = admin.get(f"/people/{user.pk}/").content.decode()
    for kind in set(kinds(user)):
        assert sign_ins.KINDS[f"{sign_ins.PREFIX}{kind}"] in shown
    kept = str(list(Event.objects.filter(kind__startswith=sign_ins.PREFIX).values()))
    assert "a wrong password" not in kept and WORDS not in kept and user.email not in kept


def test_an_attempt_without_an_account_is_kept_without_the_name_and_once_a_minute(client: Client) -> None:
    for number in range(4):
        client.post(LOGIN, {"login": f"quillfeather{number}@test.example", "password": "x"})
    (event,) = Event.objects.filter(kind="sign_in.unknown")
    assert "quillfeather" not in str(event.__dict__)
    with clock.at(NOW + 2 * sign_ins.ONE_IN):
        client.post(LOGIN, {"login": "quillfeather@test.example", "password": "x"})
    assert Event.objects.filter(kind="sign_in.unknown").count() == 2


def test_a_closed_account_leaves_its_failed_attempt(user: User, client: Client) -> None:
    User.objects.update(is_active=False)
    client.post(LOGIN, {"login": user.email, "password": people.PASSWORD})
    assert "done" not in kinds(user)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/calendar/s3cr3t-Tok_en.ics", "/calendar/[hidden].ics"),
        ("Not Found: /calendar/s3cr3t.ics", "Not Found: /calendar/[hidden].ics"),
        ("/accounts/password/reset/key/1f-s3cr3t-abc/", "/accounts/password/reset/key/[hidden]"),
        ("/accounts/password/reset/key/1f-set-password/?a=b", "/accounts/password/reset/key/[hidden]?a=b"),
        ("/newsletters/stop/Ng:1x-s3cr3t/", "/newsletters/stop/[hidden]"),
        ("/calendar/renew/", "/calendar/renew/"),
        ("/schools/900001/", "/schools/900001/"),
    ],
)
def test_keys_are_hidden_in_paths(path: str, written: str) -> None:
    assert masked(path) == written
    record = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, "%s: %s", ("Seen", path), None)
    assert MaskKeys().filter(record) and record.getMessage() == f"Seen: {written}"


class Keeping(logging.Handler):
    """Keeps each line in a list."""

    def __init__(self, formatter: logging.Formatter, lines: list[str]) -> None:
        super().__init__()
        self.setFormatter(formatter)
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.mark.promise("read")
def test_the_access_log_holds_no_search_no_key_and_no_visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log of the web server names the page and how it went. What somebody searched for, the keys of links and
    calendars, the page before and the visitor's address are not written."""

    config = Config()
    config.set("accesslog", "-")
    config.set("access_log_format", '%(h)s "%(r)s" "%(f)s" "%(a)s"')
    logger, lines = Logger(config), []
    handler = Keeping(logging.Formatter(), lines)
    logger.access_log.addHandler(handler)
    logger.access_log.propagate = False
    monkeypatch.setenv("SIL_DEMO", "1")
    for path in ("/people/?search=ada@example.org", "/calendar/s3cr3t.ics", "/schools/%0A/"):
        environ = {
            "REQUEST_METHOD": "GET",
            "RAW_URI": path,
            "PATH_INFO": "/forged\nline",
            "QUERY_STRING": "search=ada@example.org",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.7",
            "HTTP_REFERER": "http://127.0.0.1/people/?search=ada",
            "HTTP_USER_AGENT": "Quill/1",
        }
        response = type("Response", (), {"status": "200 OK", "sent": 12, "headers": []})()
        request = type("Request", (), {"headers": []})()
        logger.access(response, request, environ, NOW - NOW)
    monkeypatch.setenv("SIL_DEMO", "")
    handler.setFormatter(Lines())
    logger.access(response, request, environ, NOW - NOW)
    said = json.loads(lines.pop())
    assert (said["method"], said["path"], said["status"], said["seconds"]) == ("GET", "/schools/%0A/", 200, 0.0)
    assert not {"ada", "192.0.2.7", "Quill"} & set(said.values())
    assert [line.split("] ", 1)[1] for line in lines] == [
        '"GET /people/" 200 12 0.000000',
        '"GET /calendar/[hidden].ics" 200 12 0.000000',
        '"GET /schools/%0A/" 200 12 0.000000',
    ]


def test_every_server_writes_this_log() -> None:
    """The image and the demonstration start the web process with it."""
    for name in ("Dockerfile", "sil/bootstrap/demo.py"):
        assert "python:sil.server" in (settings.BASE_DIR / name).read_text(encoding="utf-8"), name
    assert server.logger_class == "sil.access_log.Logger"
