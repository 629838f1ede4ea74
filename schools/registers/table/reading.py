"""Open a table in plain text safely, and read its rows.

Nothing is taken for granted: the bytes are looked at once before the first row is read, and the
file is never held in memory as a whole.
"""

import csv
import hashlib
import os
import re
from codecs import getincrementaldecoder
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from . import archive
from .archive import FileRefused
from .fields import Cell, tidy

LARGEST_FILE = settings.REGISTER_MAX_BYTES
LONGEST_LINE = 1024 * 1024
# How far down the header may stand, under a title and notes.
HEADER_WITHIN = 50
# How many lines are read before it is said again how far the reading is.
LINES_BETWEEN = 1000
# The column that every register has; Explore education statistics names its own.
KEY = "URN"
KEYS = frozenset({"urn", "school_urn", "geographic_level"})

_KINDS = (
    (b"\xd0\xcf\x11\xe0", "a workbook"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
# Bytes without a meaning in Windows-1252.
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_BREAKS = ("\n", "\r")


# What the cells of a row stand between: of these the first by which some line has a known column.
_SEPARATORS = (",", ";", "\t")


Refuse = Callable[[int, str], None]
# Hears of lines read, and of about how many there are.
Progress = Callable[[int, int], None]
Picker = Callable[[list[str]], Cell]


@dataclass(frozen=True)
class Header:
    """Where each column stands. Case, spaces and order differ between files and do not matter."""

    cells: tuple[str, ...]

    def find(self, heading: str) -> int | None:
        """The place of a column. Raises FileRefused when the file has it twice."""
        wanted = normal(heading)
        places = [place for place, cell in enumerate(self.cells) if normal(cell) == wanted]
        if len(places) > 1:
            raise FileRefused(f"the column {heading} is there {len(places)} times.")
        return places[0] if places else None

    def picker(self, headings: Sequence[str]) -> Picker:
        """Takes the cells of some columns out of a row: one as it is, several as a tuple."""
        return itemgetter(*self.places(headings))

    def places(self, headings: Sequence[str]) -> list[int]:
        """Where some columns stand; those that are missing are left out."""
        return [place for heading in headings if (place := self.find(heading)) is not None]

    def missing(self, headings: Iterable[str]) -> list[str]:
        present = {normal(cell) for cell in self.cells}
        return [heading for heading in headings if normal(heading) not in present]


@dataclass(frozen=True)
class Bytes:
    """What the bytes of a file say of it."""

    sha256: str
    encoding: str
    # Line breaks, so about as many as rows; cells that go over several lines count more than once.
    lines: int


class Table:
    """The header of an open file, and its rows with the number of the line each begins on."""

    def __init__(self, text: Iterable[str], about: Bytes, separator: str = ",") -> None:
        self.about = about
        self._lines = _Lines(text)
        # Strict: a quotation mark out of place is an error and not a guess.
        self._csv = csv.reader(self._lines, strict=True, delimiter=separator)
        self.header = self._find_header()
        self.progress: Progress | None = None

    def rows(self, refuse: Refuse) -> Iterator[tuple[int, list[str]]]:
        """Each row with as many cells as the header has; of the others, `refuse` hears.

        Raises FileRefused where the file breaks off.
        """
        lines, reader, width = self._lines, self._csv, len(self.header.cells)
        due = 0
        while True:
            if self.progress and lines.number >= due:
                self.progress(lines.number, self.about.lines)
                due = lines.number + LINES_BETWEEN
            lines.row.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                refuse(*self._unreadable())
                continue
            if not any(cells):
                continue  # a blank line, or the row of nothing but commas that a spreadsheet leaves
            if len(cells) == width:
                yield lines.first, cells
            else:
                refuse(*self._misshapen(len(cells), width))

    def _find_header(self) -> Header:
        first: Sequence[str] = ()
        while self._lines.number < HEADER_WITHIN:
            self._lines.row.clear()
            try:
                cells = next(self._csv)
            except StopIteration:
                break
            except csv.Error:
                self._lines.give_back()
                continue
            if any(normal(cell) in KEYS for cell in cells):
                return Header(tuple(cells))
            first = first or [cell for cell in cells if cell.strip()]
        if not first:
            raise FileRefused("the file is empty.")
        if first[0].lstrip().startswith("<"):
            raise FileRefused("the file is a web page, not a table in plain text (CSV).")
        raise FileRefused(f"the file has no header: none of its first {HEADER_WITHIN} lines has a column {KEY}.")

    def _unreadable(self) -> tuple[int, str]:
        lines = self._lines
        if lines.ended:
            raise FileRefused(
                f"the file is damaged or incomplete: a quotation mark that opens in line {lines.first} never closes."
            )
        if sum(map(len, lines.row)) > (limit := csv.field_size_limit()):
            raise FileRefused(
                f"the file is damaged: from line {lines.first} on there is a cell of more than {limit:,} characters,"
                " or a quotation mark that never closes."
            )
        return self._again("there is a quotation mark in the middle of a cell")

    def _misshapen(self, found: int, width: int) -> tuple[int, str]:
        lines = self._lines
        # Only the last line of a file can lack its line break.
        if found < width and not lines.row[-1].endswith(_BREAKS):
            raise FileRefused(
                f"the file is incomplete: it breaks off in line {lines.first}, after {found} of {width} cells."
            )
        return self._again(f"it has {found} cells, the header has {width}")

    def _again(self, reason: str) -> tuple[int, str]:
        """Refuse one line only: a stray quotation mark must not swallow the rows after it."""
        line = self._lines.first
        if self._lines.give_back():
            reason = f"{reason}, or a quotation mark is missing"
        return line, reason


class _Lines:
    """The lines of a text, counted; those after the first of a row can be read once more."""

    def __init__(self, text: Iterable[str]) -> None:
        self._text = iter(text)
        self._waiting: deque[str] = deque()
        # The lines of the row that is being read.
        self.row: list[str] = []
        self.number = 0
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        try:
            line = self._waiting.popleft() if self._waiting else next(self._text)
        except StopIteration:
            self.ended = True
            raise
        self.row.append(line)
        self.number += 1
        return line

    @property
    def first(self) -> int:
        """The number of the line on which the row begins."""
        return self.number - len(self.row) + 1

    def give_back(self) -> bool:
        rest = self.row[1:]
        self._waiting.extendleft(reversed(rest))
        self.number -= len(rest)
        del self.row[1:]
        self.ended = False
        return bool(rest)


def normal(heading: str) -> str:
    """A heading for comparing: lower case, single spaces, no mark of the encoding before it."""
    return tidy(heading.replace("\ufeff", "")).lower()


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """The table in a file. Raises FileRefused when it is no table in plain text."""
    try:
        # Asked before it is opened: opening a pipe would wait for somebody to write to it.
        if path.exists() and not path.is_file():
            raise FileRefused("it is not an ordinary file.")
        file = path.open("rb")
    except OSError as error:
        raise FileRefused(f"the file cannot be read: {error.strerror}.") from error
    with file, table_in(file) as table:
        yield table


@contextmanager
def table_in(file: BinaryIO) -> Iterator[Table]:
    """The table in an open file, which stays open, or the one in an archive (ZIP), as some registers are published.
    Raises FileRefused when it is no table in plain text."""
    with archive.unpacked(file, LARGEST_FILE) as plain:
        about = examine(plain)
        plain.seek(0)
        text = TextIOWrapper(plain, encoding=about.encoding, newline="")
        try:
            separator = _separator(list(islice(text, HEADER_WITHIN)))
            text.seek(0)
            yield Table(text, about, separator)
        finally:
            text.detach()


def _separator(lines: list[str]) -> str:
    for separator in _SEPARATORS:
        if any(normal(cell.strip('"')) in KEYS for line in lines for cell in line.split(separator)):
            return separator
    return _SEPARATORS[0]


def examine(file: BinaryIO) -> Bytes:
    """Look at every byte once: its kind, its encoding, its fingerprint. Raises FileRefused."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        raise FileRefused("the file is empty.")
    if size > LARGEST_FILE:
        raise FileRefused(f"the file is larger than {LARGEST_FILE // 1024**2} MB.")
    file.seek(0)
    start = file.read(8)
    for magic, kind in _KINDS:
        if start.startswith(magic):
            raise FileRefused(f"the file is {kind}, not a table in plain text (CSV, UTF-8 or Windows-1252).")
    file.seek(0)
    fingerprint, lengths, utf8, lines = hashlib.sha256(), _LineLengths(), _Utf8(), 0
    for chunk in _chunks(file):
        if 0 in chunk:
            raise FileRefused("the file is not plain text: it holds zero bytes.")
        fingerprint.update(chunk)
        lines += chunk.count(b"\n")
        lengths.look_at(chunk)
        utf8.look_at(chunk)
    utf8.look_at(b"", at_end=True)
    if not utf8.valid:
        file.seek(0)
        _check_windows(file)
    return Bytes(fingerprint.hexdigest(), "utf-8-sig" if utf8.valid else "cp1252", lines)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(LONGEST_LINE):
        yield chunk


class _Utf8:
    """Whether all bytes so far are UTF-8."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")().decode
        self.valid = True

    def look_at(self, chunk: bytes, *, at_end: bool = False) -> None:
        if self.valid:
            try:
                self._decode(chunk, at_end)
            except UnicodeDecodeError:
                self.valid = False


class _LineLengths:
    """Refuses a line that would not fit in memory."""

    def __init__(self) -> None:
        self._open = 0

    def look_at(self, chunk: bytes) -> None:
        breaks = [place for mark in (b"\n", b"\r") if (place := chunk.find(mark)) >= 0]
        if self._open + (min(breaks) if breaks else len(chunk)) > LONGEST_LINE:
            raise FileRefused(f"the file has a line longer than {LONGEST_LINE // 1024**2} MB.")
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._open = len(chunk) - last - 1


def _check_windows(file: BinaryIO) -> None:
    offset = 0
    for chunk in _chunks(file):
        if found := _UNDEFINED.search(chunk):
            raise FileRefused(
                f"the file is neither UTF-8 nor Windows-1252: the byte at offset {offset + found.start()}"
                f" ({found[0][0]:#04x}) has no meaning in Windows-1252."
            )
        offset += len(chunk)
