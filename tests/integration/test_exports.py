"""Is every list in its export as its page shows it? Both files are opened again and compared with the page, cell by
cell."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from lxml import html

from sil import clock
from sil.clock import in_words
from sil.uploads.formats import examine
from sil.uploads.sheets import read_sheet
from sil.web.lists.paging import PAGE_SIZE
from tests import databases
from tests.access_table import ROWS, Row
from tests.conftest import NOW
from tests.world import World

pytestmark = pytest.mark.feature("O7")
SHOWN = "Export what is shown"
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)( \d\d:\d\d)?", re.ASCII)
_NUMBER = re.compile(r"-?\d+\.\d+", re.ASCII)
GETS = {
    row.route: row for row in reversed(ROWS) if row.method == "GET" and row.status == 200 and row.who - {"anonymous"}
}
# Columns of pages that say it otherwise than their files, and why.
OTHERWISE = {
    ("causing_concern", "Days left"): "the file has the day",
    ("officers", "Tick"): "a box to tick",
    ("people", "Roles and posts"): "the page puts the schools of a role together",
    ("summaries", "Not on record"): "the page has the number",
}

# Lists that are not as they were once they are exported, and why.
MOVING = {"audit": "each export is an entry of its own: test_audit_page.py"}


@pytest.fixture(scope="module")
def built(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _read(client: Client, path: str, kind: str, heads: list[str]) -> list[dict[str, str]]:
    response: Any = client.get(f"{path}{'&' if '?' in path else '?'}export={kind}")
    content = b"".join(response.streaming_content)
    sheet = read_sheet(examine(f"list.{kind}", content), required=heads)
    return [dict(line.cells) for line in sheet.lines]


def _said(value: str) -> str:
    """A value of a file as a page says it, to the day."""
    if moment := _MOMENT.fullmatch(value):
        return in_words(date.fromisoformat(moment[1]))
    return f"{Decimal(value).normalize():f}" if _NUMBER.fullmatch(value) else value


def _bare(text: str) -> str:
    """Letters and digits alone: a page sets apart by lines what a file sets apart by signs."""
    return "".join(filter(str.isalnum, text)).casefold()


def test_every_list_is_in_its_export_as_it_is_shown(built: World) -> None:
    wrong, walked = [], []
    with clock.at(NOW):
        for route, row in sorted(GETS.items()):
            if route in MOVING:
                continue
            client = Client()
            client.force_login(built.people[sorted(row.who - {"anonymous"})[-1]])
            found = _walk(client, route, row, built)
            if found is not None:
                walked.append(route)
                wrong += found
    assert {"schools", "visits", "cases", "scrutiny_reports"} < set(walked)
    assert not wrong, "\n".join(wrong)


def _walk(client: Client, route: str, row: Row, built: World) -> list[str] | None:
    """What differs between a page and its files; None for a page without an export."""
    # A list that opens with this week shows all of it once it is sorted.
    path = row.path(built).partition("?")[0] + "?sort=as-it-is"
    response = client.get(path)
    if SHOWN.encode() not in getattr(response, "content", b""):
        return None
    table = html.fromstring(response.content.decode()).xpath("//*[@id='results']//table")[0]
    heads = [_words(head).rstrip(" ▲▼") for head in table.xpath("./thead//th")]
    asked = [head for head in heads if (route, head) not in OTHERWISE]
    as_csv, as_workbook = (_read(client, path, kind, asked) for kind in ("csv", "xlsx"))
    told, also = ([[_said(line[head]) for head in asked] for line in lines] for lines in (as_csv, as_workbook))
    wrong = [] if told == also else [f"{route}: the files differ"]
    rows = [dict(zip(heads, each.xpath("./th|./td"), strict=True)) for each in table.xpath("./tbody/tr")]
    if len(rows) != min(len(told), PAGE_SIZE):
        wrong.append(f"{route}: {len(rows)} rows, {len(told)} lines")
    for shown, line in zip(rows, told, strict=False):
        for head, value in zip(asked, line, strict=True):
            page = _bare(_words(shown[head]))
            if not all(_bare(part) in page for part in value.split("; ")):
                wrong.append(f"{route}, {head}: “{value}” is not in “{_words(shown[head])}”")
    return wrong
