"""schools.registers.table.reading: which files are tables that can be trusted, and which rows they have."""

import hashlib
import os
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.registers.table import reading
from schools.registers.table.archive import FileRefused
from schools.registers.table.reading import Header, open_table

HEAD = '"URN","Name","Note"\r\n'
Rows = list[tuple[int, list[str]]]


def read(tmp_path: Path, content: bytes | str) -> tuple[Rows, Rows]:
    """The rows of a file of this content, and the refused lines with their reasons."""
    path = tmp_path / "file.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    refused: Rows = []
    with open_table(path) as table:
        rows = list(table.rows(lambda line, reason: refused.append((line, [reason]))))
    return rows, refused


def refusal(tmp_path: Path, content: bytes | str) -> str:
    with pytest.raises(FileRefused) as caught:
        read(tmp_path, content)
    sentence = caught.value.sentence
    assert sentence.endswith(".") and sentence[0].islower()
    return sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"])
def test_encodings_and_line_breaks(tmp_path: Path, encoding: str, newline: str) -> None:
    content = f'URN,Name,Note{newline}1,"Éxamplewood – “St Ñ”",a{newline}2,b,c{newline}'.encode(encoding)
    assert read(tmp_path, content) == ([(2, ["1", "Éxamplewood – “St Ñ”", "a"]), (3, ["2", "b", "c"])], [])


def test_text_damaged_before_it_came_here_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD + "1,St Ann\ufffds,\r\n")[0] == [(2, ["1", "St Ann\ufffds", ""])]


def test_a_byte_without_meaning_is_named(tmp_path: Path) -> None:
    content = HEAD.encode() + b"1,caf\xe9 \x81,\r\n"
    sentence = refusal(tmp_path, content)
    assert f"offset {content.index(0x81)} (0x81)" in sentence
    assert "neither UTF-8 nor Windows-1252" in sentence


def test_a_byte_without_meaning_is_found_beyond_the_first_megabyte(tmp_path: Path) -> None:
    content = HEAD.encode() + b"1,caf\xe9,\r\n" * 120_000 + b"1,\x9d,\r\n"
    assert f"offset {content.index(0x9D)} (0x9d)" in refusal(tmp_path, content)


def test_letters_cut_by_the_edge_of_a_megabyte_are_whole(tmp_path: Path) -> None:
    line = "1,é,\n"
    filler = "2,,\n" * ((reading.LONGEST_LINE - len(HEAD)) // 4)
    content = (HEAD + filler).encode()
    content += b"3" * (reading.LONGEST_LINE - len(content) - 3) + line.encode()
    assert content[reading.LONGEST_LINE - 1] == 0xC3
    assert read(tmp_path, content)[0][-1][1][1] == "é"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\r\n \r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04rest", "the archive is damaged"),
        (b"\xd0\xcf\x11\xe0rest", "a workbook"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x1f\x8brest", "a compressed file"),
        (HEAD.encode("utf-16"), "UTF-16 text"),
        (HEAD.encode("utf-16-be"), "zero bytes"),
        (HEAD.encode() + b"1,a\0b,c\r\n", "zero bytes"),
        (b"<!DOCTYPE html>\n<p>Not found</p>\n", "a web page"),
        (b"Code,Name\n1,a\n", "no header"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    assert says in refusal(tmp_path, content)


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, says in (
        (tmp_path / "missing.csv", "the file cannot be read: No such file or directory."),
        (tmp_path, "it is not an ordinary file."),
        (tmp_path / "pipe", "it is not an ordinary file."),
    ):
        with pytest.raises(FileRefused) as caught, open_table(path):
            pass
        assert caught.value.sentence == says


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = HEAD + "1,a,b\r\n"
    monkeypatch.setattr(reading, "LARGEST_FILE", len(content))
    assert len(read(tmp_path, content)[0]) == 1
    assert "larger than" in refusal(tmp_path, content + "2")


@pytest.mark.parametrize("before", [0, 700_000])
def test_a_line_that_is_too_long_is_refused(tmp_path: Path, before: int) -> None:
    filler = "1,a,b\n" * (before // 6)
    assert "line longer than 1 MB" in refusal(
        tmp_path, HEAD + filler + "2," + "x" * (reading.LONGEST_LINE + 1) + ",c\n"
    )
    assert "line longer than 1 MB" in refusal(tmp_path, HEAD + filler + "2," + "x" * (reading.LONGEST_LINE + 1))


def test_many_short_lines_are_no_long_line(tmp_path: Path) -> None:
    assert len(read(tmp_path, HEAD + "1,a,b\n" * 400_000)[0]) == 400_000


def test_half_a_letter_at_the_end_is_no_utf8(tmp_path: Path) -> None:
    assert read(tmp_path, (HEAD + "1,a,b").encode() + b"\xc3")[0] == [(2, ["1", "a", "bÃ"])]


def test_titles_above_the_header_are_skipped(tmp_path: Path) -> None:
    title = 'Management information, "as at" May\r\n\r\n"Note: a stray quotation mark,\r\n'
    assert read(tmp_path, title + HEAD + "1,a,b\r\n")[0] == [(5, ["1", "a", "b"])]


def test_a_header_is_looked_for_near_the_top_only(tmp_path: Path) -> None:
    assert read(tmp_path, "note\n" * 49 + HEAD + "1,a,b\n")[0]
    assert "no header" in refusal(tmp_path, "note\n" * 50 + HEAD + "1,a,b\n")


def test_rows_know_the_line_they_begin_on(tmp_path: Path) -> None:
    rows, refused = read(tmp_path, HEAD + '1,"two\r\nlines",b\r\n\r\n,,\r\n2,a\r\n3,a,b,c\r\n4,a,b')
    assert rows == [(2, ["1", "two\r\nlines", "b"]), (8, ["4", "a", "b"])]
    assert refused == [
        (6, ["it has 2 cells, the header has 3"]),
        (7, ["it has 4 cells, the header has 3"]),
    ]


def test_a_quotation_mark_in_a_cell_costs_one_row(tmp_path: Path) -> None:
    rows, refused = read(tmp_path, HEAD + '1,"a "b" c",d\r\n2,"said ""so""",f\r\n')
    assert rows == [(3, ["2", 'said "so"', "f"])]
    assert refused == [(2, ["there is a quotation mark in the middle of a cell"])]


def test_a_missing_quotation_mark_does_not_swallow_the_rows_after_it(tmp_path: Path) -> None:
    """Line 2 opens a cell that only the first quotation mark of line 5 closes."""
    rows, refused = read(tmp_path, HEAD + '1,"a,b\r\n2,c,d\r\n3,e,f\r\n"4","g","h"\r\n5,i,j\r\n')
    assert [line for line, _ in rows] == [3, 4, 5, 6]
    assert refused == [(2, ["there is a quotation mark in the middle of a cell, or a quotation mark is missing"])]


@pytest.mark.parametrize(
    ("end", "says"),
    [
        ("2,a", "it breaks off in line 3, after 2 of 3 cells"),
        ('2,"a', "a quotation mark that opens in line 3 never closes"),
        ('2,"a,b\r\n3,c,d\r\n', "a quotation mark that opens in line 3 never closes"),
        ('2,"' + "a,b\r\n" * 30_000, "from line 3 on there is a cell of more than 131,072 characters"),
    ],
)
def test_a_file_that_breaks_off_is_refused(tmp_path: Path, end: str, says: str) -> None:
    assert says in refusal(tmp_path, HEAD + "1,a,b\r\n" + end)


def test_a_last_line_without_line_break_is_whole_when_its_cells_are_there(tmp_path: Path) -> None:
    assert len(read(tmp_path, HEAD + "1,a,b\r\n2,a,b")[0]) == 2
    # Too short with its line break, or too long without one: a bad row, but nothing is cut off.
    for line_break in ("\r\n", "\n", "\r"):
        content = f"URN,Name,Note{line_break}1,a{line_break}"
        assert read(tmp_path, content)[1] == [(2, ["it has 2 cells, the header has 3"])]
    assert read(tmp_path, HEAD + "1,a,b,c")[1] == [(2, ["it has 4 cells, the header has 3"])]


def test_the_fingerprint_is_that_of_the_bytes(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + HEAD.encode()
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with open_table(path) as table:
        assert table.about.sha256 == hashlib.sha256(content).hexdigest()
        assert table.about.encoding == "utf-8-sig"


names = st.lists(
    st.text("abcxyz()", min_size=1, max_size=5), min_size=1, max_size=6, unique_by=lambda name: name.lower()
)


@given(names, st.randoms(use_true_random=False))
def test_columns_are_found_in_any_order_case_and_spacing(headings: list[str], chance: Random) -> None:
    """A cell that holds its own column's name is found under that name, wherever it stands."""
    wanted = [f"{heading} one" for heading in headings]
    placed = chance.sample(wanted, len(wanted))
    header = Header(tuple(chance.choice(["", " ", "\ufeff"]) + name.upper().replace(" ", "  ") for name in placed))
    assert header.missing(wanted) == []
    assert [header.picker([heading])(placed) for heading in wanted] == wanted
    assert header.missing(["another"]) == ["another"]


def test_a_column_that_is_there_twice_is_refused_only_where_it_is_wanted() -> None:
    header = Header(("URN", "Note", "note "))
    assert header.find("urn") == 0
    with pytest.raises(FileRefused, match="the column Note is there 2 times"):
        header.find("Note")


def _zipped(path: Path, **tables: bytes) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in tables.items():
            archive.writestr(name.replace("_", "."), content)
    return path


def test_a_table_in_an_archive_is_read(tmp_path: Path) -> None:
    packed = _zipped(tmp_path / "extract.zip", schools_csv=f"{HEAD}1,a,b\r\n".encode(), readme_html=b"<p>")
    with open_table(packed) as table:
        assert [row for _, row in table.rows(lambda *_: None)] == [["1", "a", "b"]]


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"readme_html": b"<p>"}, "there is no table in plain text (CSV) in the archive."),
        ({"a_csv": b"URN\n1\n", "b_csv": b"URN\n2\n"}, "the archive has 2 tables (a.csv, b.csv)"),
        ({"a_csv": b"URN\n" + b"1\n" * 3 * 2**20}, "the table in the archive is larger than 1 MB."),
        ({"a_csv": b"<!DOCTYPE html>\n"}, "a web page"),
    ],
)
def test_an_archive_of_something_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tables: dict[str, bytes], says: str
) -> None:
    monkeypatch.setattr(reading, "LARGEST_FILE", 2**20)
    with pytest.raises(FileRefused) as refused, open_table(_zipped(tmp_path / "extract.zip", **tables)):
        pass
    assert says in refused.value.sentence


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_may_stand_between_semicolons_or_tabs(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "schools.csv"
    lines = (("A title, with a comma", ""), ("URN", "Name"), ("1", f'"one{separator}two"'), ("2", "three"))
    path.write_text("\n".join(separator.join(cells) for cells in lines) + "\n")
    with open_table(path) as table:
        assert [row for _, row in table.rows(lambda *_: None)] == [["1", f"one{separator}two"], ["2", "three"]]
