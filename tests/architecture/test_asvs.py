"""Whether docs/reference/asvs.md is true of the code: what it names is there, and its figures are those of its tables.

Whether a test proves what its row says is for people to judge; here a row cannot outlive what it names.
"""

import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "reference" / "asvs.md").read_text(encoding="utf-8")
# By hand from the standard (5.0.0): how many requirements of level 1 and of level 2 each chapter has.
CHAPTERS = {
    1: (8, 19),
    2: (4, 7),
    3: (8, 11),
    4: (2, 8),
    5: (4, 5),
    6: (13, 22),
    7: (6, 12),
    8: (4, 3),
    9: (4, 3),
    10: (5, 24),
    11: (3, 11),
    12: (3, 6),
    13: (1, 12),
    14: (2, 7),
    15: (3, 10),
    16: (0, 16),
    17: (0, 7),
}
MET, UNTESTED, OPEN, OUTSIDE = "met", "met, not tested", "open", "does not apply"
MOST_WORDS = 15
_ROW = re.compile(r"\| (\d+)\.(\d+)\.(\d+) \| ([12]) \| ([^|]+) \| ([^|:]+): ([^|]+) \|")
_NAMED = re.compile(r"`([^`\s]+)::([^`\s]+)`")
_PATH = re.compile(r"`([\w.-]+/[\w./-]+\.\w+)`")


class Row(NamedTuple):
    number: tuple[int, int, int]
    level: int
    asks: str
    answer: str
    why: str


LINES = [line for line in PAGE.splitlines() if re.match(r"\| \d", line)]
ROWS = [
    Row((int(found[1]), int(found[2]), int(found[3])), int(found[4]), found[5], found[6], found[7])
    for found in map(_ROW.fullmatch, LINES)
    if found
]


def has(file: Path, name: str) -> bool:
    """Whether a file defines a name: as a test, a function, a class, a setting, or a line that begins with it."""
    if not file.is_file():
        return False
    begins = rf"^\s*(?:def |class |const |export function )?[\"']?{re.escape(name)}(?![\w])"
    return re.search(begins, file.read_text(encoding="utf-8"), re.MULTILINE) is not None


def test_every_requirement_has_one_row_with_one_of_the_answers() -> None:
    assert len(ROWS) == len(LINES)
    assert [row.number for row in ROWS] == sorted({row.number for row in ROWS})
    assert {row.answer for row in ROWS} == {MET, UNTESTED, OPEN, OUTSIDE}
    found = Counter((row.number[0], row.level) for row in ROWS)
    assert {chapter: (found[chapter, 1], found[chapter, 2]) for chapter in CHAPTERS} == CHAPTERS
    assert [row.number for row in ROWS if len(row.asks.split()) > MOST_WORDS] == []


def test_the_figures_of_the_head_are_those_of_the_tables() -> None:
    found = Counter(row.answer for row in ROWS)
    levels = Counter(row.level for row in ROWS)
    met = found[MET] + found[UNTESTED]
    said = " ".join(PAGE.split())
    assert (
        f"Of {len(ROWS)} requirements, {met} are met ({found[UNTESTED]} of them without a test), {found[OPEN]} are open"
        f" and {found[OUTSIDE]} do not apply. {levels[1]} are of level 1 and {levels[2]} of level 2."
    ) in said


def test_what_is_named_is_there() -> None:
    assert [named for named in _NAMED.findall(PAGE) if named[0] != "file" and not has(ROOT / named[0], named[1])] == []
    assert [path for path in _PATH.findall(PAGE) if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: ".".join(map(str, row.number)))
def test_each_answer_is_borne_out(row: Row) -> None:
    """What is met names a test or a document; what is met without one, the code; what is open, what would close it."""
    names = [*(file for file, _ in _NAMED.findall(row.why)), *_PATH.findall(row.why)]
    proofs = [name for name in names if name.startswith(("tests/", "docs/"))]
    if row.answer == MET:
        assert proofs
    elif row.answer == UNTESTED:
        assert names and not proofs
    elif row.answer == OPEN:
        assert "To close it: " in row.why


def test_names_are_found_as_they_are_defined() -> None:
    here = Path(__file__)
    assert has(here, "test_what_is_named_is_there") and has(here, "Row") and has(here, "CHAPTERS")
    assert not has(here, "test_what_is_named") and not has(here, "nothing_here") and not has(ROOT / "none.py", "a")
