"""A measure over the years as an SVG line chart, for the school and for England.

The table beside it holds the same figures; the drawing only shows the shape of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .measures import Measure
from .years import short

WIDTH, HEIGHT = 320, 130
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 12, 24
SQUARE = 6


@dataclass(frozen=True)
class Dot:
    x: float
    y: float

    @property
    def left(self) -> float:
        return round(self.x - SQUARE / 2, 1)

    @property
    def top(self) -> float:
        return round(self.y - SQUARE / 2, 1)


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """What the template needs: points of the unbroken pieces of each line, and words."""

    title: str
    description: str
    school: tuple[tuple[Dot, ...], ...]
    england: tuple[tuple[Dot, ...], ...]
    years: tuple[Label, ...]
    scale: tuple[Label, ...]
    width: int = WIDTH
    height: int = HEIGHT


def draw(measure: Measure, school: Mapping[int, Decimal], england: Mapping[int, Decimal]) -> Chart:
    """The lines of a measure: year -> value, of which the school has at least one."""
    years = sorted(school)
    low, high = _bounds(measure, [*school.values(), *england.values()])

    def x(year: int) -> float:
        share = (year - years[0]) / max(1, years[-1] - years[0])
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(value: Decimal) -> float:
        return round(float(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)), 1)

    def pieces(line: Mapping[int, Decimal]) -> tuple[tuple[Dot, ...], ...]:
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
        years=tuple(Label(x(year), HEIGHT - 6, short(year)) for year in dict.fromkeys((years[0], years[-1]))),
        scale=tuple(Label(LEFT - 6, y(value) + 4, measure.said(value)) for value in (high, low)),
    )


def _bounds(measure: Measure, values: list[Decimal]) -> tuple[Decimal, Decimal]:
    """The least and the most, with some room; percentages never past their ends."""
    low, high = min(values), max(values)
    room = max((high - low) / 5, Decimal(1).scaleb(-measure.decimals))
    low, high = max(low - room, Decimal(measure.unit.low)), min(high + room, Decimal(measure.unit.high))
    # Rounded as they are shown, so that what the scale says is where it stands.
    low, high = measure.shown(low), measure.shown(high)
    return (low, high) if high > low else (low, low + 1)
