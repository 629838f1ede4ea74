"""Numbers of schools as bars, cut by band or grade, as inline SVG. The table beside it holds the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from .queries import Year

WIDTH, ROW, BAR, LEFT = 640, 34, 24, 100
# Blue from light to dark, each with a text that is read on it: a band is told by its name, not by a colour.
_DARK, _LIGHT = "#0b0c0c", "#ffffff"
SHADES = (("#e8f1f8", _DARK), ("#b7d2e6", _DARK), ("#5694ca", _DARK), ("#1d4f76", _LIGHT), ("#0b0c0c", _LIGHT))
# The room of a letter of the words in a bar.
LETTER = 7.5


@dataclass(frozen=True)
class Piece:
    """A part of a bar, with its words in the middle where they have room."""

    x: float
    y: int
    width: float
    fill: str
    ink: str
    words: str
    middle: float
    base: int


@dataclass(frozen=True)
class Bars:
    """What the template draws."""

    title: str
    description: str
    pieces: tuple[Piece, ...]
    labels: tuple[tuple[int, str], ...]
    width: int
    height: int


def draw(years: Sequence[Year]) -> Bars:
    """Return a bar for each year, as wide as all its schools, cut by band."""
    rows = [(year.label, [(band.name, number) for band, number in year.bands]) for year in years]
    return _drawn("Schools in each band, year by year", rows, LEFT)


def draw_bars(title: str, rows: Sequence[tuple[str, Sequence[tuple[str, int]]]], *, left: int) -> Bars | None:
    """Return a bar for each row that has anything, cut by its parts (words, number); None where none has. `left` is the
    room for the labels."""
    there = [(label, parts) for label, parts in rows if any(number for _, number in parts)]
    return _drawn(title, there, left) if there else None


def _drawn(title: str, rows: Sequence[tuple[str, Sequence[tuple[str, int]]]], left: int) -> Bars:
    pieces, labels = [], []
    for place, (label, parts) in enumerate(rows):
        y, x = place * ROW, float(left)
        labels.append((y + BAR - 7, label))
        whole = sum(number for _, number in parts)
        for number_of, (name, number) in enumerate(parts):
            if not number:
                continue
            width = (WIDTH - left) * number / whole
            fill, ink = SHADES[min(number_of, len(SHADES) - 1)]
            words = f"{name}: {number}"
            if width <= max(75, LETTER * len(words)):
                words = str(number) if width > 22 else ""
            middle = round(x + width / 2, 1)
            pieces.append(Piece(round(x, 1), y, round(width, 1), fill, ink, words, middle, y + BAR - 7))
            x += width
    told = "; ".join(f"{label}: {', '.join(f'{name} {number}' for name, number in parts)}" for label, parts in rows)
    return Bars(
        title=title,
        description=f"{told}.",
        pieces=tuple(pieces),
        labels=tuple(labels),
        width=WIDTH,
        height=max(1, len(rows)) * ROW,
    )
