"""Parsers for the cells of a national file.

A parser takes the text of a cell and returns a value, or raises CellError with the end of a
sentence that begins with the heading of the column: “OpenDate” “31-02-2020” is not a date.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

Parser = Callable[..., object]
Cell = str | tuple[str, ...]

# The registers' own words for "nothing to say here".
BLANK = frozenset({"", "null"})
NOT_APPLICABLE = frozenset({"not applicable", "does not apply", "not collected"})
# A percentage of so few pupils that it would point at them.
SUPPRESSED = frozenset({"..", "supp"})

URN_DIGITS = 7
SMALL = 32_767
LARGE = 2_147_483_647
_DAY = re.compile(r"([0-9]{1,2})([-/])([0-9]{1,2})\2([0-9]{4})", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
_PERCENTAGE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?) ?%?", re.ASCII)
_NO_DIGIT = re.compile(r"[^0-9]+", re.ASCII)


class CellError(ValueError):
    """A cell that cannot be read, and why."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """A column of a table of ours, and the column or columns of the file it is read from."""

    name: str
    headings: tuple[str, ...]
    parse: Parser
    # What it is called in a sentence for people.
    label: str = ""
    # A row without a value is refused.
    required: bool = False

    def read(self, cell: Cell) -> object:
        value = self.parse(cell) if isinstance(cell, str) else self.parse(*cell)
        if self.required and (value is None or value == ""):
            raise CellError("is missing")
        return value


def tidy(cell: str) -> str:
    """The text without spaces around it and with single spaces inside it."""
    return " ".join(cell.split())


def quoted(cell: str) -> str:
    """The start of a cell, to be shown in a sentence."""
    shown = tidy(cell)
    return f"“{shown if len(shown) <= 40 else shown[:39] + '…'}”"


@dataclass(frozen=True)
class Text:
    """A parser of text of at most `limit` characters; the words in `absent` mean none."""

    limit: int
    absent: frozenset[str] = frozenset()

    def __call__(self, cell: str) -> str:
        value = tidy(cell)
        if self.absent and value.lower() in self.absent:
            return ""
        if len(value) > self.limit:
            raise CellError(f"is longer than {self.limit} characters")
        return value


def number(limit: int) -> Callable[[str], int | None]:
    """A parser of whole numbers from 0 to `limit`; codes may have zeros before them."""

    def parse(cell: str) -> int | None:
        value = cell.strip()
        if value.lower() in BLANK:
            return None
        if not _NUMBER.fullmatch(value) or int(value) > limit:
            raise CellError(f"{quoted(cell)} is not a number from 0 to {limit:,}")
        return int(value)

    return parse


def digits(length: int) -> Callable[[str], str]:
    """A parser of codes with a fixed number of digits; zeros lost from the front come back."""

    def parse(cell: str) -> str:
        value = cell.strip()
        if value.lower() in BLANK:
            return ""
        if not _NUMBER.fullmatch(value) or len(value) > length:
            raise CellError(f"{quoted(cell)} is not a code of {length} digits")
        return value.zfill(length)

    return parse


def urn(cell: str) -> int:
    """A unique reference number: six digits today, up to seven to come."""
    value = cell.strip()
    if value.lower() in BLANK:
        raise CellError("is missing")
    if len(value) > URN_DIGITS or not (value.isascii() and value.isdigit() and int(value)):
        raise CellError(f"{quoted(cell)} is not a unique reference number")
    return int(value)


def urn_or_none(cell: str) -> int | None:
    """As `urn`, with None for a blank cell."""
    return None if cell.strip().lower() in BLANK else urn(cell)


def day(cell: str) -> date | None:
    """A day written dd-mm-yyyy or dd/mm/yyyy."""
    value = cell.strip()
    if value.lower() in BLANK:
        return None
    found = _DAY.fullmatch(value)
    try:
        if found:
            return date(int(found[4]), int(found[3]), int(found[1]))
    except ValueError:
        pass
    raise CellError(f"{quoted(cell)} is not a date (day-month-year)")


def percentage(cell: str) -> Decimal | None:
    """A percentage with one decimal place; suppressed ones are unknown, never zero."""
    value = cell.strip()
    if value.lower() in BLANK | SUPPRESSED:
        return None
    found = _PERCENTAGE.fullmatch(value)
    if found and (share := Decimal(found[1])) <= 100:
        return share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    raise CellError(f"{quoted(cell)} is not a percentage")


def diocese_code(cell: str) -> str:
    """ "CE23"; "0000" says that there is no diocese."""
    return "" if not (value := Text(10, NOT_APPLICABLE)(cell)).strip("0") else value


def person(*parts: str) -> str:
    """The name of a person from its parts, such as title, first and last name."""
    return Text(200)(" ".join([part for part in parts if part.strip().lower() not in NOT_APPLICABLE]))


def event_number(cell: str) -> str:
    """Ofsted's number of an inspection, without the letters some files put before it."""
    value = _NO_DIGIT.sub("", cell).lstrip("0")
    if len(value) > 20:
        raise CellError(f"{quoted(cell)} is not the number of an inspection")
    return value


def authority_of_laestab(cell: str) -> str:
    """The authority in an establishment's number: the first three digits of seven."""
    value = _NO_DIGIT.sub("", cell)
    return value.zfill(7)[:3] if value and len(value) <= 7 else ""


def grade(cell: str) -> str:
    """ "1" to "4" or "Not judged"; 0, 8 and 9 are Ofsted's codes for no grade."""
    value = tidy(cell)
    if _says_nothing(value):
        return ""
    if value in ("1", "2", "3", "4"):
        return value
    if value.lower() == "not judged":
        return "Not judged"
    raise CellError(f"{quoted(cell)} is not a grade")


def judgement(cell: str) -> str:
    """A judgement as published: a grade, or words such as "Yes"; blank where none was made."""
    value = Text(120)(cell)
    return "" if value.lower() in BLANK or value in ("0", "8", "9") else value


def category(cell: str) -> str:
    """A category of concern such as "SM"."""
    value = tidy(cell).upper()
    if _says_nothing(value):
        return ""
    if len(value) > 5:
        raise CellError(f"{quoted(cell)} is not a category")
    return value


def outcome(cell: str) -> str:
    """The outcome of an ungraded inspection, in Ofsted's words."""
    value = Text(120)(cell)
    return "" if _says_nothing(value) else value


def _says_nothing(value: str) -> bool:
    return value.lower() in BLANK | NOT_APPLICABLE or value in ("0", "8", "9")
