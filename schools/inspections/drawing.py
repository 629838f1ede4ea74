"""A school's inspections as a line of time, with its times in a category shaded.

Places are percentages of the width, so that the drawing fits a phone without its words shrinking.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..models import Inspection
from .queries import Spell

# Room at both ends for a mark, and the most years that are named.
MARGIN = 4.0
MOST_LABELS = 6
# The least width of a shade, so that a day is seen.
LEAST = 0.8


@dataclass(frozen=True)
class Mark:
    """An inspection on the line, by the number it has in the table below."""

    number: int
    inspection: Inspection
    x: str


@dataclass(frozen=True)
class Shade:
    spell: Spell
    x: str
    width: str


@dataclass(frozen=True)
class Tick:
    year: int
    x: str


@dataclass(frozen=True)
class Line:
    """The drawing, the earliest first."""

    marks: tuple[Mark, ...]
    shades: tuple[Shade, ...]
    ticks: tuple[Tick, ...]
    first: int
    last: int


def line(inspections: Sequence[Inspection], spells: Sequence[Spell], on: date) -> Line | None:
    """The inspections as a line from the year of the first to a day; None where there is none."""
    ordered = sorted((each for each in inspections if each.starts_on <= on), key=lambda each: (each.starts_on, each.pk))
    if not ordered:
        return None
    first = date(ordered[0].starts_on.year, 1, 1)
    whole = max((on - first).days, 1)

    def place(day: date) -> float:
        return MARGIN + (min(day, on) - first).days / whole * (100 - 2 * MARGIN)

    def shade(spell: Spell) -> Shade:
        begins = place(spell.starts_on)
        width = max(place(spell.ends_on or on) - begins, LEAST)
        return Shade(spell, _percent(begins), _percent(width))

    step = -(-(on.year - first.year + 1) // MOST_LABELS)
    return Line(
        marks=tuple(Mark(number, each, _percent(place(each.starts_on))) for number, each in enumerate(ordered, 1)),
        shades=tuple(shade(spell) for spell in spells if spell.starts_on <= on),
        ticks=tuple(Tick(year, _percent(place(date(year, 1, 1)))) for year in range(first.year, on.year + 1, step)),
        first=first.year,
        last=on.year,
    )


def _percent(number: float) -> str:
    return f"{number:.2f}%"
