"""What goes over the wire: the first page with all that it needs, the colour's style sheet, and what is compressed."""

import re
from gzip import compress, decompress
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import people

pytestmark = pytest.mark.django_db
# Bytes compressed: a first load, and a page when the rest is kept.
FIRST_LOAD, LATER = 120_000, 30_000
# What scripts fetch: import "./x.js", import("./x.js") and from "./x.js".
_FETCHES = re.compile(r"""(?:import|from)[ (]*["'](\.[^"']+)["']""")


def files_of(page: str) -> set[str]:
    """Every static file that a page fetches, and what those fetch."""
    found = {plain(url) for url in re.findall(r'(?:href|src)="/static/([^"]+)"', page)}
    pending = [name for name in found if name.endswith(".js") and "/" not in name]
    while pending:
        name = pending.pop()
        folder = name.rpartition("/")[0]
        for path in _FETCHES.findall(read(name).decode()):
            parts = (folder + "/" if folder else "") + path
            other = re.sub(r"(^|/)\./", r"\1", re.sub(r"[^/]+/\.\./", "", parts))
            if other not in found:
                found.add(other)
                pending += [other] if "vendor" not in other else []
    return found


def plain(url: str) -> str:
    return re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", url)


def read(name: str) -> bytes:
    path: Any = finders.find(name)
    with open(path, "rb") as file:
        return file.read()


def test_a_first_load_and_a_later_page_keep_to_their_bytes(client: Client, liverpool: Any) -> None:
    first: Any = client.get("/accounts/login/")
    text = first.content.decode()
    files = files_of(text)
    assert {"vendor/govuk-frontend.min.js", "vendor/accessible-autocomplete.min.js", "drafts/words.js"} <= files
    assert len(compress(first.content)) + sum(len(compress(read(name))) for name in files) <= FIRST_LOAD
    client.force_login(people.person(role="principal_officer"))
    later: Any = client.get("/")
    assert len(compress(later.content)) <= LATER


def test_the_colour_is_kept_for_good_and_asks_for_no_framework(client: Client, liverpool: Any) -> None:
    client.force_login(people.person(role="principal_officer"))
    page = client.get("/account/").content.decode()
    (address,) = re.findall(r'href="(/theme/[^"]+)"', page)
    with CaptureQueriesContext(connection) as asked:
        sheet = client.get(address)
    # The session and the person, as for every request; once for each browser.
    assert len(asked) <= 2 and sheet["Cache-Control"] == "public, max-age=31536000, immutable"
    assert f"#{address[7:13]}" in sheet.content.decode()
    other = client.get("/theme/aa0000.000000000000.css")
    assert "#aa0000" in other.content.decode() and "immutable" not in other["Cache-Control"]


def test_pages_are_compressed_with_a_random_length(client: Client) -> None:
    lengths = set()
    for _ in range(5):
        page = client.get("/privacy/", headers={"accept-encoding": "gzip"})
        assert page["Content-Encoding"] == "gzip" and b"<h1" in decompress(page.content)
        lengths.add(len(page.content))
    assert len(lengths) > 1
