"""Is every table that is no long list in its files as its page shows it? Both files are compared cell by cell with the
table that they stand above."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.test import Client
from lxml import html

from sil import clock
from sil.uploads.formats import examine
from sil.uploads.sheets import read_sheet
from tests import databases
from tests.conftest import NOW
from tests.integration.test_exports import GETS, MOVING, _bare, _said, _words
from tests.world import World

pytestmark = pytest.mark.feature("O7")
# (Route, table) whose files are shaped otherwise, and why; test_table_exports.py has what the files say.
OTHERWISE = {
    ("capacity", ""): "both tables are one file",
    ("handovers", "handovers"): "the file has the two names apart",
    ("promises", ""): "the file has the shares apart",
    ("round_board", "years"): "the file has a line for each band of a year",
    ("casework_accesses", ""): "what waits, holds and is past is one file, with the parts of each answer apart",
    ("bundles_sealed", ""): "the tables of all cases are one file",
    ("covers", ""): "what runs, is to come and is past is one file",
    ("days", ""): "the tables of all bands of a year are one file",
    ("delegations", ""): "both tables are one file",
    ("priorities", ""): "all tables are one file",
    ("rounds", ""): "the page has the closing day below the progress",
    ("support_budgets", ""): "the file names the year, and has no line for all budgets",
    ("terms", ""): "the terms of the authority and of schools are one file",
    ("trusts", ""): "the tables of all trusts are one file",
}
PLACES = "//p[starts-with(., 'Export this table:') or starts-with(., 'Export everything on this page:')]"
# Columns that lead somewhere and say nothing.
ACTS = {"", "Action", "Actions", "Change"}


@pytest.fixture(scope="module")
def built(inhabited: tuple[str, World], django_db_blocker: Any) -> Iterator[World]:
    source, made = inhabited
    with django_db_blocker.unblock(), databases.own(source):
        yield made


def _file(client: Client, path: str) -> bytes:
    response: Any = client.get(path)
    return b"".join(response.streaming_content)


def test_every_table_with_files_is_in_them_as_it_is_shown(built: World) -> None:
    wrong, walked = [], set()
    with clock.at(NOW):
        for route, row in sorted(GETS.items()):
            client = Client()
            client.force_login(built.people[sorted(row.who - {"anonymous"})[-1]])
            path = row.path(built)
            page = getattr(client.get(path), "content", b"")
            # A page that is no page, such as a file, has no such paragraph.
            has_files = b"Export this table:" in page or b"Export everything on this page:" in page
            if route in MOVING or not has_files:
                continue
            walked.add(route)
            for place in html.fromstring(page.decode()).xpath(PLACES):
                wrong += [f"{route}: {found}" for found in _differences(client, route, path, place)]
    assert {"round_board", "handovers", "inspection_outcomes", "bank_holidays", "covers", "trusts"} <= walked
    assert {route for route, _ in OTHERWISE} <= walked | {"bundles_sealed"}
    assert not wrong, "\n".join(wrong)


def _differences(client: Client, route: str, path: str, place: Any) -> list[str]:
    """What differs between the files that a paragraph links and the table that follows it."""
    as_csv, as_workbook = (f"{path.partition('?')[0]}{link.get('href')}" for link in place.xpath(".//a"))
    heads, *lines = csv.reader(io.StringIO(_file(client, as_csv).decode("utf-8-sig")))
    sheet = read_sheet(examine("table.xlsx", _file(client, as_workbook)), required=heads)
    if [[_said(line.cells[head]) for head in heads] for line in sheet.lines] != [[*map(_said, line)] for line in lines]:
        return [f"the files differ: {heads}"]
    if (route, parse_qs(as_csv.partition("?")[2]).get("table", [""])[0]) in OTHERWISE:
        return []
    table = place.xpath("following::table")[0]
    shown = [_words(head) for head in table.xpath("./thead//th")]
    kept = [number for number, head in enumerate(shown) if head not in ACTS]
    rows = table.xpath("./tbody/tr | ./tfoot/tr")
    if (len(kept), len(rows)) != (len(heads), len(lines)):
        return [f"{len(kept)} columns and {len(rows)} rows, the file has {len(heads)} and {len(lines)}"]
    wrong = []
    for row, line in zip(rows, lines, strict=True):
        cells = row.xpath("./th | ./td")
        for number, value in zip(kept, line, strict=True):
            if _bare(_said(value)) not in _bare(_words(cells[number])):
                wrong.append(f"{shown[number]}: “{value}” is not in “{_words(cells[number])}”")
    return wrong
