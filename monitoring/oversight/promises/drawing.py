"""Shares of some things, term by term, as bars in inline SVG. The table below them has the same figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from .forms import Span

WIDTH, LEFT, HEAD, ROW, BAR, GAP = 800, 240, 40, 32, 20, 8
# Letters of a label that have room in a line beside the bars.
IN_LINE, LINE = 42, 13


@dataclass(frozen=True)
class Share:
    """How many `of` some number; `href` opens their list."""

    number: int
    of: int
    href: str = ""

    @property
    def words(self) -> str:
        return f"{round(100 * self.number / self.of)}% of {self.of}" if self.of else "none"


@dataclass(frozen=True)
class Bar:
    term: Span
    x: float
    width: float
    words: str
    href: str


@dataclass(frozen=True)
class Row:
    """A label, its lines each with its place, and a bar for each term."""

    label: str
    lines: Sequence[tuple[str, int]]
    y: int
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Picture:
    """What the template draws; a full bar is as wide as `cell`."""

    title: str
    description: str
    terms: Sequence[tuple[float, Span]]
    rows: Sequence[Row]
    cell: float
    height: int
    width: int = WIDTH
    bar: int = BAR


def draw(title: str, terms: Sequence[Span], rows: Sequence[tuple[str, Sequence[Share]]]) -> Picture | None:
    """Return a row of bars for each label that has any share; None where none has. `rows` have a share for each
    term."""
    there = [(label, shares) for label, shares in rows if any(share.of for share in shares)]
    if not there:
        return None
    step = (WIDTH - LEFT) / len(terms)
    places = [round(LEFT + column * step, 1) for column in range(len(terms))]
    cell = round(step - GAP, 1)
    drawn = []
    for place, (label, shares) in enumerate(there):
        y = HEAD + place * ROW
        bars = [
            Bar(term, x, round(cell * share.number / share.of, 1) if share.of else 0.0, share.words, share.href)
            for term, x, share in zip(terms, places, shares, strict=True)
        ]
        lines = wrap(label, IN_LINE)
        first = y + BAR - 6 - (len(lines) - 1) * LINE // 2
        drawn.append(Row(label, [(line, first + number * LINE) for number, line in enumerate(lines)], y, bars))
    told = "; ".join(f"{row.label}: {', '.join(f'{b.term.words} {b.words}' for b in row.bars)}" for row in drawn)
    return Picture(
        title=title,
        description=f"{told}.",
        terms=list(zip(places, terms, strict=True)),
        rows=drawn,
        cell=cell,
        height=HEAD + len(drawn) * ROW,
    )
