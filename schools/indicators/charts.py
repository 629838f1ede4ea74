"""A measure over the years as an SVG line chart, for the school and for England.

The table beside it holds the same figures; the drawing only shows the shape of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from .measures import Measure
from .years import short

WIDTH, HEIGHT = 320, 130
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 24
SQUARE, RADIUS = 6, 4


class Dot(NamedTuple):
    x: float
    y: float


@dataclass(frozen=True)
class Label:
    """A word at a place, which is text as SVG has it."""

    x: str
    y: str
    text: str


Line = tuple[tuple[Dot, ...], ...]


@dataclass(frozen=True)
class Chart:
    """What the template needs: points of the unbroken pieces of each line, and words. Each line and its marks are one
    path: a page has a dozen charts, and a template that goes from dot to dot costs more than all else on them."""

    title: str
    description: str
    school: Line
    england: Line
    years: tuple[Label, ...]
    scale: tuple[Label, ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def school_line(self) -> str:
        return _path(self.school)

    @property
    def england_line(self) -> str:
        return _path(self.england)

    @property
    def dots(self) -> str:
        """A disc at each figure of the school."""
        turn = f"a{RADIUS},{RADIUS} 0 1,0"
        around = f"{turn} {2 * RADIUS},0 {turn} -{2 * RADIUS},0"
        return " ".join(f"M{dot.x - RADIUS:.1f},{dot.y} {around}" for piece in self.school for dot in piece)

    @property
    def squares(self) -> str:
        """A square at each figure of England."""
        half, around = SQUARE / 2, f"h{SQUARE} v{SQUARE} h-{SQUARE} z"
        return " ".join(f"M{dot.x - half:.1f},{dot.y - half:.1f} {around}" for piece in self.england for dot in piece)


def _path(line: Line) -> str:
    return " ".join("M" + " L".join(f"{dot.x},{dot.y}" for dot in piece) for piece in line)


def draw(measure: Measure, school: Mapping[int, Decimal], england: Mapping[int, Decimal]) -> Chart:
    """The lines of a measure: year -> value, of which the school has at least one."""
    years = sorted(school)
    low, high = _bounds(measure, [*school.values(), *england.values()])

    def x(year: int) -> float:
        share = (year - years[0]) / max(1, years[-1] - years[0])
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value: Decimal) -> float:
        return round(float(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)), 1)

    def pieces(line: Mapping[int, Decimal]) -> Line:
        found: list[list[Dot]] = []
        for year in sorted(line):
            # A year without a figure breaks the line.
            if not found or year - 1 not in line:
                found.append([])
            found[-1].append(Dot(x(year), y(line[year])))
        return tuple(map(tuple, found))

    told = [f"{measure.said(school[year])} in {short(year)}" for year in years]
    beside = [f"{measure.said(england[year])} in {short(year)}" for year in sorted(england)]
    return Chart(
        title=f"{measure.label}, {short(years[0])} to {short(years[-1])}",
        description=f"This school: {', '.join(told)}." + (f" England: {', '.join(beside)}." if beside else ""),
        school=pieces(school),
        england=pieces(england),
        years=tuple(Label(str(x(year)), str(HEIGHT - 6), short(year)) for year in dict.fromkeys((years[0], years[-1]))),
        scale=tuple(Label(str(LEFT - 6), f"{y(value) + 4:.1f}", measure.said(value)) for value in (high, low)),
    )


def _bounds(measure: Measure, values: list[Decimal]) -> tuple[Decimal, Decimal]:
    """The least and the most, with some room; percentages never past their ends."""
    low, high = min(values), max(values)
    room = max((high - low) / 5, Decimal(1).scaleb(-measure.decimals))
    low, high = max(low - room, Decimal(measure.unit.low)), min(high + room, Decimal(measure.unit.high))
    # Rounded as they are shown, so that what the scale says is where it stands.
    low, high = measure.shown(low), measure.shown(high)
    return (low, high) if high > low else (low, low + 1)
