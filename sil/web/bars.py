"""Numbers as bars that are cut into parts, as inline SVG (templates/web/_bars.html). The table beside them holds the
same figures."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, BAR, LEFT = 640, 34, 24, 100
# Blue from light to dark, each with a text that is read on it: a part is told by its name, not by a colour.
_DARK, _LIGHT = "#0b0c0c", "#ffffff"
SHADES = (("#e8f1f8", _DARK), ("#b7d2e6", _DARK), ("#5694ca", _DARK), ("#1d4f76", _LIGHT), ("#0b0c0c", _LIGHT))
# The room of a letter of the words in a bar, the least room of words, and of a number alone.
LETTER, WORDS, NUMBER = 7.5, 75, 22


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


def bars(
    rows: Sequence[tuple[str, Sequence[tuple[str, int]]]],
    *,
    title: str,
    left: int = LEFT,
    shades: Sequence[tuple[str, str]] = SHADES,
) -> Bars | None:
    """Return a bar for each row that has anything, as wide as all its parts (words, number) together; None where no row
    has. `left` is the room for the labels."""
    there = [(label, parts) for label, parts in rows if any(number for _, number in parts)]
    if not there:
        return None
    pieces, labels = [], []
    for place, (label, parts) in enumerate(there):
        y, x = place * ROW, float(left)
        labels.append((y + BAR - 7, label))
        whole = sum(number for _, number in parts)
        for number_of, (name, number) in enumerate(parts):
            if not number:
                continue
            width = (WIDTH - left) * number / whole
            fill, ink = shades[min(number_of, len(shades) - 1)]
            middle = round(x + width / 2, 1)
            words = _fitting(name, number, width)
            pieces.append(Piece(round(x, 1), y, round(width, 1), fill, ink, words, middle, y + BAR - 7))
            x += width
    told = "; ".join(f"{label}: {', '.join(f'{name} {number}' for name, number in parts)}" for label, parts in there)
    return Bars(title, f"{told}.", tuple(pieces), tuple(labels), WIDTH, len(there) * ROW)


def _fitting(name: str, number: int, width: float) -> str:
    """The words that have room in a part so wide."""
    words = f"{name}: {number}"
    if width > max(WORDS, LETTER * len(words)):
        return words
    return str(number) if width > NUMBER else ""
