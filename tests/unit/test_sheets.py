"""A table that somebody filled in: separators, encodings, workbooks, headings in any order, and what is refused."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.http import HttpResponseBase, StreamingHttpResponse
from hypothesis import given
from hypothesis import strategies as st

from sil.uploads.formats import examine
from sil.uploads.sheets import MOST_LINES, NOT_A_TABLE, Sheet, read_sheet
from sil.web.lists.export import as_csv, as_workbook
from sil.workflow import Denied

REQUIRED, KNOWN = ("URN",), ("Band", "Reasons")


def read(content: bytes, name: str = "drafts.csv") -> Sheet:
    return read_sheet(examine(name, content), required=REQUIRED, known=KNOWN)


def workbook(*rows: Sequence[Any]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "d mmm yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def bytes_of(response: HttpResponseBase) -> bytes:
    assert isinstance(response, StreamingHttpResponse)
    try:
        return response.getvalue()
    finally:
        response.close()


def refused(content: bytes, name: str = "drafts.csv") -> str:
    with pytest.raises(Denied) as denied:
        read(content, name)
    return denied.value.sentence


WAYS = {
    "commas": b"URN,Band\n100001,A\n",
    "semicolons": b"URN;Band\r\n100001;A\r\n",
    "tabs": b"URN\tBand\n100001\tA\n",
    "with a mark of its order of bytes": b"\xef\xbb\xbfURN,Band\n100001,A\n",
    "other capitals, spaces and order": b"band , urn\nA, 100001\n",
    "under a title": b"Drafts of this autumn,\n,\nURN,Band\n100001,A\n",
}


@pytest.mark.parametrize("content", WAYS.values(), ids=WAYS)
def test_tables_are_read_as_programs_write_them(content: bytes) -> None:
    (line,) = read(content).lines
    assert line.cells == {"URN": "100001", "Band": "A"}


def test_a_workbook_reads_as_it_looks() -> None:
    rows = (("URN", "Band", "Reasons"), (100001, "A", date(2026, 11, 27)), (), (100002.5, True, "two\nlines"))
    lines = read(workbook(*rows), "drafts.xlsx").lines
    assert [(line.number, dict(line.cells)) for line in lines] == [
        (2, {"URN": "100001", "Band": "A", "Reasons": "2026-11-27"}),
        (4, {"URN": "100002.5", "Band": "True", "Reasons": "two\nlines"}),
    ]


def test_lines_are_numbered_as_in_a_spreadsheet_and_empty_ones_left_out() -> None:
    assert [line.number for line in read(b"Title\nURN,Band\n1,A\n,\n2,B\n").lines] == [3, 5]


def test_what_is_not_utf_8_is_read_as_windows_wrote_it() -> None:
    (line,) = read("URN,Reasons\n1,Café\n".encode("cp1252")).lines
    assert line.cells["Reasons"] == "Café"


def test_columns_of_one_s_own_are_told_and_not_read() -> None:
    found = read(b"URN,Note to myself,Band\n1,ring them,A\n")
    assert found.unknown == ("Note to myself",)
    assert found.lines[0].cells == {"URN": "1", "Band": "A"}


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"School,Band\nExample,A\n", "a.csv", "We did not find the heading “URN” in the file."),
        (b"URN,Band,band\n1,A,B\n", "a.csv", "The column “Band” is there more than once. Leave one of them out."),
        (b"%PDF-1.7\n", "a.pdf", NOT_A_TABLE),
        (b"", "a.csv", "We did not find the heading “URN” in the file."),
        (b"URN\n" + b"1\n" * (MOST_LINES + 1), "a.csv", "The file has 5,001 lines. It can have 5,000 at most."),
    ],
    ids=["no heading", "a column twice", "no table", "empty", "too long"],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content: bytes, name: str, said: str) -> None:
    assert refused(content, name).startswith(said)


def test_a_workbook_that_is_too_long_is_never_unpacked_whole() -> None:
    rows = [("URN",), *[(number,) for number in range(MOST_LINES + 100)]]
    assert refused(workbook(*rows), "a.xlsx") == "We could not open the file. It has more than 5,020 rows."


def test_a_damaged_workbook_is_refused() -> None:
    whole = workbook(("URN",), (1,))
    part = whole.index(b"xl/worksheets/sheet1.xml") + 40
    broken = whole[:part] + bytes(20) + whole[part + 20 :]
    assert refused(broken, "a.xlsx") == "We could not open the file. It is damaged, or it is not what its name says."


TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufeff'"), min_size=1
)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_what_our_own_files_hold_comes_back(rows: list[tuple[str, str]]) -> None:
    """Also text that a spreadsheet program would run, which our CSV files guard."""
    sent = bytes_of(as_csv("drafts", ["URN", "Reasons"], rows))
    assert [(line.cells["URN"], line.cells["Reasons"]) for line in read(sent).lines] == rows


def test_our_own_workbooks_come_back() -> None:
    rows = [("100001", "=1+1"), ("100002", "-")]
    sent = bytes_of(as_workbook("drafts", ["URN", "Reasons"], rows))
    found = read(sent, "a.xlsx")
    assert [(line.cells["URN"], line.cells["Reasons"]) for line in found.lines] == rows
