"""The bands of some years as bars, as inline SVG. The table beside it holds the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass

from .queries import Year

WIDTH, ROW, BAR, LEFT = 640, 34, 24, 100
# Grey from light to dark, each with a text that is read on it: a band is told by its name, not by a colour.
SHADES = (("#e8f1f8", "#0b0c0c"), ("#b7d2e6", "#0b0c0c"), ("#5694ca", "#0b0c0c"), ("#1d4f76", "#ffffff"))


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
    pieces, labels = [], []
    for place, year in enumerate(years):
        y, x = place * ROW, float(LEFT)
        labels.append((y + BAR - 7, year.label))
        for number_of, (band, number) in enumerate(year.bands):
            if not number:
                continue
            width = (WIDTH - LEFT) * number / year.schools
            fill, ink = SHADES[min(number_of, len(SHADES) - 1)]
            words = f"{band.name}: {number}" if width > 75 else str(number) if width > 22 else ""
            middle = round(x + width / 2, 1)
            pieces.append(Piece(round(x, 1), y, round(width, 1), fill, ink, words, middle, y + BAR - 7))
            x += width
    told = "; ".join(f"{year.label}: {', '.join(f'{b.name} {n}' for b, n in year.bands)}" for year in years)
    return Bars(
        title="Schools in each band, year by year",
        description=f"{told}.",
        pieces=tuple(pieces),
        labels=tuple(labels),
        width=WIDTH,
        height=max(1, len(years)) * ROW,
    )
