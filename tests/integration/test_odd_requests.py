"""What no page of the service sends, but anybody can: odd addresses, numbers, dates, hosts and headers."""

import html
import re
import traceback
import zlib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from sil import clock
from sil.web.forms import ANY_DAY, DateField
from sil.web.lists.paging import PLACES
from tests import databases
from tests.access_table import ROWS, Row
from tests.conftest import NOW
from tests.integration.test_access import patterns
from tests.world import World

# A NUL, which PostgreSQL cannot store; half a surrogate pair and no UTF-8 at all; numbers beyond the database's, and
# beyond what Python converts; figures that are no ASCII; years that have no neighbours; addresses that do not parse.
VALUES = {
    "nul": "a%00b",
    "surrogate": "%ED%A0%80",
    "no utf-8": "%FF%FE",
    "minus": "-1",
    "nought": "0",
    "beyond the database": "1" + "0" * 20,
    "beyond python": "9" * 5000,
    "other figures": "%D9%A3%D9%A3",
    "raised": "%C2%B2",
    "year 0": "0000-00-00",
    "year 9999": "9999-12-31",
    "9999": "9999",
    "an address": "http://[",
    "infinity": "NaN",
    "huge": "x" * 60_000,
}
SHIFTS = range(len(VALUES))
PEOPLE = ("officer", "admin", "head", "sip")
# One row of each page.
GETS = list(
    {row.route: row for row in reversed(ROWS) if row.method == "GET" and row.who and row.status == 200}.values()
)


@pytest.fixture(scope="module")
def built(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


@pytest.fixture(scope="module")
def clients(built: World) -> dict[str, Client]:
    found = {}
    with clock.at(NOW):
        for person in built.people:
            found[person] = Client(raise_request_exception=False)
            found[person].force_login(built.people[person])
        found["anonymous"] = Client(raise_request_exception=False)
    return found


@pytest.fixture
def world(built: World) -> Iterator[World]:
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)


def answer(client: Client, method: str, path: str, data: str = "", **more: Any) -> Any:
    """What is answered, and undone."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response: Any = client.generic(method, path, data, "application/x-www-form-urlencoded", **more)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = cookies
    reason = f"{type(response.exc_info[1]).__name__}: {response.exc_info[1]}"[:300] if response.exc_info else ""
    assert response.status_code < 500, f"{method} {path[:200]}: {reason}"
    return response.status_code, body.decode(errors="replace")


@lru_cache
def asked() -> list[str]:
    """Every name that some page reads from an address, in a filter or in its view."""
    found = {*PLACES, "sort", "export", "next"}
    for folder in ("sil", "schools", "allocations", "monitoring"):
        for file in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            found |= set(re.findall(r"""GET(?:\.get\(|\.getlist\(|\[)["'](\w+)["']""", text))
            for of_form in re.findall(r"class \w*Filter\(.*?(?=\nclass |\n@|\ndef |\Z)", text, re.DOTALL):
                found |= set(re.findall(r"^    (\w+) = forms\.", of_form, re.MULTILINE))
    return sorted(found)


def routes() -> list[str]:
    """Every address with parts that vary, as Django writes it."""
    written = {str(pattern.pattern) for pattern in patterns() if "<" in str(pattern.pattern)}
    return sorted(written)


def odd(names: list[str], shift: int) -> str:
    """Each name with one of the values; with every shift another one."""
    values = list(VALUES.values())
    return "&".join(f"{name}={values[(place + shift) % len(values)]}" for place, name in enumerate(names))


def reader(row: Row, clients: dict[str, Client]) -> Client:
    return clients[next((who for who in PEOPLE if who in row.who), min(row.who))]


@pytest.mark.promise("up")
@pytest.mark.feature("T12")
def test_odd_addresses(world: World, clients: dict[str, Client], request: pytest.FixtureRequest) -> None:
    """A web address that is mistyped, cut off or made up leads to a page that says so, and never to an error of the
    service."""
    values = [value for name, value in VALUES.items() if name != "huge"]
    everything = request.config.getoption("all")
    for place, route in enumerate(routes()):
        tried = values if everything else {VALUES["nul"], values[place % len(values)]}
        for person in PEOPLE if everything else PEOPLE[:1]:
            for value in tried:
                path = re.sub(r"\(\?P<\w+>[^)]*\)|<(?:\w+:)?\w+>", lambda _, value=value: value, route.strip("^$"))
                answer(clients[person], "GET", f"/{path}")


def shifts(row: Row, request: pytest.FixtureRequest) -> Iterable[int]:
    """Which values a row is tried with: each name with each of them, or in a usual run each name with one."""
    return SHIFTS if request.config.getoption("all") else [zlib.crc32(row.id.encode()) % len(SHIFTS)]


@pytest.mark.parametrize("row", GETS, ids=lambda row: row.id)
def test_odd_queries(row: Row, request: pytest.FixtureRequest, world: World, clients: dict[str, Client]) -> None:
    path = row.path(world)
    for shift in shifts(row, request):
        answer(reader(row, clients), "GET", f"{path}{'&' if '?' in path else '?'}{odd(asked(), shift)}")


@pytest.mark.parametrize("row", GETS, ids=lambda row: row.id)
def test_odd_posts(row: Row, request: pytest.FixtureRequest, world: World, clients: dict[str, Client]) -> None:
    path, client = row.path(world), reader(row, clients)
    _, page = answer(client, "GET", path)
    for form in re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.DOTALL):
        names = re.findall(r'<(?:input|select|textarea|button)[^>]*\sname="([^"]+)"', form)
        to = re.search(r'action="([^"]*)"', form)
        target = html.unescape(to[1]) if to and to[1] else path
        for shift in shifts(row, request):
            answer(client, "POST", target, odd(sorted({*names} - {"csrfmiddlewaretoken"}), shift))


HEADERS: dict[str, dict[str, Any]] = {
    "an unknown host": {"HTTP_HOST": "evil.example"},
    "no host": {"HTTP_HOST": "a b\\c"},
    "a host with a port that is none": {"HTTP_HOST": "127.0.0.1:99999999"},
    "a cookie with a nul": {"HTTP_COOKIE": r'sessionid="\000aaaaaaaaaa"; csrftoken="\000"'},
    "an odd cookie": {"HTTP_COOKIE": "sessionid=\xff\xfe; ; =; a" + "=" * 99},
    "a charset that is none": {"CONTENT_TYPE": "text/html; charset=base64"},
    "a charset that is another": {"CONTENT_TYPE": "application/x-www-form-urlencoded; charset=utf-16"},
    "a form without a boundary": {"CONTENT_TYPE": "multipart/form-data"},
    "a form of halves": {"CONTENT_TYPE": "multipart/form-data; boundary=b; charset=unicode_escape"},
    "a form that is cut off": {"CONTENT_TYPE": "multipart/form-data; boundary=--"},
    "json": {"CONTENT_TYPE": "application/json"},
    "a length that is none": {"CONTENT_LENGTH": "-5"},
    "forwarded": {"HTTP_X_FORWARDED_FOR": "'; DROP", "HTTP_X_FORWARDED_PROTO": "gopher", "HTTP_X_FORWARDED_HOST": "["},
    "from nowhere": {"REMOTE_ADDR": ""},
    "htmx": {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": "http://[", "HTTP_HX_TARGET": "\x00"},
    "dates": {"HTTP_IF_MODIFIED_SINCE": "never", "HTTP_RANGE": "bytes=9-1,x", "HTTP_IF_NONE_MATCH": '"'},
    "referrers": {"HTTP_REFERER": "http://[", "HTTP_ORIGIN": "null"},
}


@pytest.mark.sample(every=5)
@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "PROPFIND"])
def test_odd_headers(method: str, name: str, world: World, clients: dict[str, Client]) -> None:
    headers = dict(HEADERS[name])
    kind = headers.pop("CONTENT_TYPE", "application/x-www-form-urlencoded")
    body = 'b=1&--b\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800\r\n--b--\r\n'
    for is_checked in (True, False):
        for person in ("officer", "anonymous"):
            client = Client(raise_request_exception=False, enforce_csrf_checks=is_checked)
            client.cookies = clients[person].cookies.copy()
            for path in ("/", "/accounts/login/", "/schools/", "/healthz", "/nowhere/", "/static/app.css"):
                with transaction.atomic():
                    response: Any = client.generic(method, path, body, kind, **headers)
                    b"".join(response)
                    transaction.set_rollback(True)
                reason = "".join(traceback.format_exception(response.exc_info[1])[-6:]) if response.exc_info else ""
                assert response.status_code < 500, (path, person, reason)


def test_an_unknown_host_gets_a_page(world: World, client: Client) -> None:
    response: Any = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "We could not understand this request" in response.content.decode()


@pytest.mark.promise("up")
@pytest.mark.parametrize("year", ["0", "0000", "1899", "2101", "9999", "99999999999999999999", "٢٠٢٦٢"])
def test_a_date_far_off_is_refused_beside_its_field(year: str) -> None:
    """A date is between 1900 and 2100. One that is not is refused beside its box, so that nobody's calendar breaks."""
    for parts in (("1", "1", year), (year, "1", "2026"), ("1", year, "2026")):
        with pytest.raises(ValidationError):
            DateField(sense=ANY_DAY).clean(parts)
    assert DateField(sense=ANY_DAY).clean(("31", "12", "2100")) == date(2100, 12, 31)
    assert DateField(sense=ANY_DAY).clean(("1", "1", "1900")) == date(1900, 1, 1)
