"""What the logs of the web process and of the worker say: one JSON object a line, a reference of each request, and
nothing that somebody typed."""

import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from sil.outbox.models import Message
from tests.conftest import NOW, load_liverpool
from tests.factories import people
from tests.reliability.test_without_broker import Browser, wait_until
from tests.site import running

pytestmark = pytest.mark.slow

EMAIL = "markedaddress@test.example"
MARKERS = ("markedaddress", "markedpassword", "markedword", "markedkey", "markedtext", "markedfile", "markedreferer")
GIVEN = "visitors-own-reference"


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines() if line.startswith("{")]


@pytest.mark.promise("read")
@pytest.mark.feature("T7")
def test_the_logs_follow_a_request_and_hold_nothing_that_was_typed(own_database: str, tmp_path: Path) -> None:
    """Every page has a reference, which stands in all lines that are logged for it by the web server and by the worker,
    so that the help desk finds what went wrong. No log holds an address, a password, a key of a link, what somebody
    searched for, typed or attached."""
    load_liverpool()
    person = people.person("Ada Example", email=EMAIL, password=people.PASSWORD, role="administrator")
    with running(own_database, tmp_path, NOW) as site:
        visitor = Browser(site.url)
        visitor.opener.addheaders = [("X-Request-ID", GIVEN), ("Referer", f"{site.url}/?q=markedreferer")]
        visitor.post("/accounts/login/", login=EMAIL, password="markedpassword-1")
        visitor.post("/accounts/password/reset/", email=EMAIL)
        for path in (
            "/accounts/password/reset/key/1-markedkey/",
            "/calendar/markedkey.ics",
            "/newsletters/stop/markedkey",
            "/nowhere/",
        ):
            _try(visitor, path)
        visitor.post("/accounts/login/", login=EMAIL, password=people.PASSWORD)
        for path in ("/schools/", "/people/", "/audit/"):
            visitor.get(f"{path}?search=markedword")
        visitor.post("/people/invite/", name="markedtext", email=EMAIL)
        _send_a_file(visitor)
        answer = visitor.opener.open(f"{site.url}/healthz")
        reference = answer.headers["X-Request-ID"]
        assert re.fullmatch("[0-9a-f]{32}", reference)
        assert "Server" not in answer.headers
        wait_until(lambda: Message.objects.filter(email=EMAIL, attempts__gt=0).exists())
        wait_until(lambda: any(line["request_id"] for line in lines(tmp_path / "worker.log")))
    web, worker = lines(tmp_path / "web.log"), lines(tmp_path / "worker.log")
    asked = [line for line in web if line["logger"] == "gunicorn.access"]
    assert asked[-1] | {"path": "/healthz", "status": 200, "request_id": reference} == asked[-1]
    assert all(line["request_id"] for line in asked)
    reset = next(line for line in asked if (line["method"], line["path"]) == ("POST", "/accounts/password/reset/"))
    assert any(line["request_id"] == reset["request_id"] for line in worker), "the email that it asked for"
    assert any(line["request_id"] for line in web if line["logger"] == "django.request")
    said = (tmp_path / "web.log").read_text() + (tmp_path / "worker.log").read_text()
    assert [marker for marker in (*MARKERS, GIVEN) if marker in said] == []
    assert person.email not in said


def _try(browser: Browser, path: str) -> None:
    """Open a page that may well be refused."""
    try:
        browser.get(path)
    except urllib.error.HTTPError as refused:
        refused.close()


def _send_a_file(browser: Browser) -> None:
    """A file that cannot be read, with words of its own in its name and its text."""
    page = browser.get("/registers/read/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    register = re.search(r'name="register"[^>]* value="([^"]+)"', page)
    assert token
    fields = {"csrfmiddlewaretoken": token[1], "register": register[1] if register else ""}
    parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append(
        '--x\r\nContent-Disposition: form-data; name="file"; filename="markedfile.csv"\r\n\r\nmarkedtext\r\n--x--'
    )
    body = "\r\n".join(parts).encode()
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    browser.opener.open(urllib.request.Request(f"{browser.url}/registers/read/", body, headers), timeout=20).read()
