"""Read a table that somebody filled in: a CSV file or a workbook, each cell as text.

For the templates that this product offers, of some thousand lines at most. National registers, which are larger and
come from elsewhere, are read by `schools/registers/table/`.
"""

import csv
import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from sil.workflow import Denied

from .formats import Document
from .reading import AT_UPLOAD, Unreadable, reader

MOST_LINES = 5_000
# How far down the headings may stand, under a title and notes.
HEADINGS_WITHIN = 20
TEXTS = frozenset({"text/csv", "text/plain"})
WORKBOOKS = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    }
)
NOT_A_TABLE = "The file must be a CSV file or an Excel or OpenDocument spreadsheet."
_SEPARATORS = ",;\t"
# What our own CSV files put before text that a spreadsheet program would run (sil/web/lists/export.py).
_GUARDED = ("'=", "'+", "'-", "'@")


@dataclass(frozen=True)
class Line:
    """A line of a table that is not empty: its number as a spreadsheet program counts, and its cells by heading."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """What was read: the lines, and the headings of columns that nobody asked for."""

    lines: tuple[Line, ...]
    unknown: tuple[str, ...]


def read_sheet(document: Document, *, required: Sequence[str], known: Sequence[str] = ()) -> Sheet:
    """Return the lines of a table by the headings `required` and `known`, as they are spelt there. Capitals and spaces
    do not matter, nor does the order of columns; a column that is missing reads as empty cells.

    Raises Denied("sheet") where the file is no table, is too long, or lacks a heading that is required.
    """
    rows = _rows(document)
    at = next((place for place, row in enumerate(rows[:HEADINGS_WITHIN]) if _has(row, required)), None)
    if at is None:
        names = ", ".join(f"“{heading}”" for heading in required)
        raise Denied("sheet", f"We did not find the heading {names} in the file. Use the headings of the template.")
    named = {_normal(heading): heading for heading in (*required, *known)}
    headings = [named.get(_normal(cell), "") for cell in rows[at]]
    if twice := [heading for heading, count in Counter(filter(None, headings)).items() if count > 1]:
        raise Denied("sheet", f"The column “{twice[0]}” is there more than once. Leave one of them out.")
    lines = [
        Line(number, {heading: cell for heading, cell in zip(headings, row, strict=False) if heading})
        for number, row in enumerate(rows[at + 1 :], at + 2)
        if any(row)
    ]
    if len(lines) > MOST_LINES:
        raise Denied("sheet", f"The file has {len(lines):,} lines. It can have {MOST_LINES:,} at most.")
    return Sheet(tuple(lines), tuple(cell for cell, name in zip(rows[at], headings, strict=True) if cell and not name))


def _has(row: Sequence[str], required: Sequence[str]) -> bool:
    return {_normal(heading) for heading in required} <= {_normal(cell) for cell in row}


def _normal(heading: str) -> str:
    return " ".join(heading.casefold().split())


def _rows(document: Document) -> list[list[str]]:
    if document.media_type in TEXTS:
        return _of_text(document.content)
    if document.media_type in WORKBOOKS:
        return _of_workbook(document)
    raise Denied("sheet", NOT_A_TABLE)


def _of_text(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    try:
        # A line of the file may be several of the table: a line break stands inside quotation marks.
        found = list(csv.reader(StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise Denied("sheet", NOT_A_TABLE) from error
    return [[_plain(cell) for cell in row] for row in found]


def _of_workbook(document: Document) -> list[list[str]]:
    with tempfile.TemporaryDirectory(prefix="sheet-") as folder, reader(AT_UPLOAD) as here:
        source, target = Path(folder) / "workbook", Path(folder) / "rows"
        source.write_bytes(document.content)
        try:
            here.rows(source, target, most=MOST_LINES + HEADINGS_WITHIN)
        except Unreadable as why:
            raise Denied("sheet", f"We could not open the file. {why}") from why
        rows: list[list[str]] = json.loads(target.read_text("utf-8"))
    return [[cell.strip() for cell in row] for row in rows]


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith(_GUARDED) else cell
