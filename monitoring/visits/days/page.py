"""How a page shows a ledger of days: a bar, and a table with the same figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sil.framework.schema import days_in_words, plain

from ..terms.queries import BETWEEN
from .ledger import Cell, Ledger, Row

WIDTH, HEIGHT = 480, 22


@dataclass(frozen=True)
class Piece:
    """A part of the bar, in its own units from the left."""

    kind: str
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """Days used, planned and left; `limit` marks the allowance where more is used than allowed."""

    pieces: tuple[Piece, ...]
    limit: int | None
    words: str
    left_words: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Line:
    """A line of the table: `note` explains its figure, `cells` hold each term's."""

    row: Row
    note: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LedgerPage:
    """A ledger as a page shows it on a day."""

    ledger: Ledger
    bar: Bar
    terms: tuple[str, ...]
    lines: tuple[Line, ...]


def ledger_page(ledger: Ledger, on: date) -> LedgerPage:
    """Return a ledger as a page shows it. `on` separates contacts owed already from those still to come."""
    other = ledger.other
    rows = [*ledger.rows, other] if other.delivered or other.planned or other.added else list(ledger.rows)
    between = any(row.cells[-1].delivered or row.cells[-1].planned for row in rows)
    terms = (*(term.name for term in ledger.terms), *((BETWEEN,) if between else ()))
    lines = tuple(Line(row, _note(row), tuple(zip(terms, _cells(row, on), strict=False))) for row in rows)
    return LedgerPage(ledger, bar_of(ledger), terms, lines)


def bar_of(ledger: Ledger) -> Bar:
    used, planned = ledger.delivered, ledger.planned
    allowed = ledger.allowed
    whole = max(allowed, used + planned)
    parts = (("used", used), ("planned", planned), ("left", max(ledger.left, Decimal(0))))
    limit = _units(allowed, whole) if allowed < used + planned else None
    left = left_in_words(ledger.left)
    return Bar(
        tuple(_pieces(parts, whole)), limit, f"{plain(used)} used, {plain(planned)} planned, {left}", left_words=left
    )


def left_in_words(left: Decimal) -> str:
    """2.5 -> "2.5 left", -1 -> "over by 1 day"."""
    return f"{plain(left)} left" if left >= 0 else f"over by {days_in_words(-left)}"


def _pieces(parts: tuple[tuple[str, Decimal], ...], whole: Decimal) -> Iterator[Piece]:
    done = Decimal(0)
    for kind, days in parts:
        begins, done = done, done + days
        if days:
            x = _units(begins, whole)
            yield Piece(kind, x, _units(done, whole) - x)


def _units(days: Decimal, whole: Decimal) -> int:
    return round(WIDTH * days / whole) if whole else 0


def _note(row: Row) -> str:
    notes = []
    if row.ticked:
        notes.append("extra days")
    if row.added:
        notes.append(f"{plain(row.added)} extra approved")
    return "; ".join(notes)


def _cells(row: Row, on: date) -> Iterator[str]:
    return (_cell(cell, on) for cell in row.cells)


def _cell(cell: Cell, on: date) -> str:
    words = [f"{plain(days)} {how}" for days, how in ((cell.delivered, "used"), (cell.planned, "planned")) if days]
    if cell.owed and not words and (cell.held or cell.to_come):
        words.append("held with another visit" if cell.held else "planned with another visit")
    if cell.missing and cell.term:
        words.append(f"{cell.missing} {'owed' if cell.term.starts_on <= on else 'to come'}")
    return ", ".join(words)
