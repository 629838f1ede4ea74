"""Partners' capacity as a chart: the days owed as a bar, and a line where the available days end."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sil.framework.schema import plain
from sil.framework.years import label

from ..days.ledger import ZERO
from .queries import Capacity
from .scenario import PlannedSchool, Side, by_partner, cost
from .shares import NOBODY

# In units of the drawing.
LEFT, BARS, RIGHT, ROW, BAR = 170, 400, 60, 30, 18


@dataclass(frozen=True)
class Piece:
    """A part of a bar: used, planned or left."""

    kind: str
    x: int
    width: int


@dataclass(frozen=True)
class Bar:
    """The days owed from somebody; `limit` is where their available days end."""

    name: str
    y: int
    pieces: tuple[Piece, ...]
    limit: int | None
    words: str
    end: int

    @property
    def text_y(self) -> int:
        return self.y + BAR - 4

    @property
    def below(self) -> int:
        return self.y + BAR + 3


@dataclass(frozen=True)
class Chart:
    title: str
    description: str
    bars: tuple[Bar, ...]
    left: int = LEFT
    bar: int = BAR
    width: int = LEFT + BARS + RIGHT

    @property
    def height(self) -> int:
        return ROW * len(self.bars) + 6


@dataclass(frozen=True)
class Compared:
    """A partner, or all of them, before and after the changes of a scenario; `available` are their days, None where
    nobody entered them; `costs` are in pounds, None without a price of a day."""

    name: str
    before: Side
    after: Side
    available: Decimal | None
    costs: tuple[Decimal, Decimal] | None

    @property
    def more(self) -> Decimal:
        return self.after.days - self.before.days

    @property
    def short(self) -> Decimal:
        """Days that are too few afterwards."""
        return ZERO if self.available is None else max(self.after.days - self.available, ZERO)

    @property
    def cost_words(self) -> tuple[str, str, str] | None:
        """Before, after and the difference: £1,350.00, £1,800.00, £450.00 more."""
        if self.costs is None:
            return None
        old, new = self.costs
        how = "more" if new > old else "less" if new < old else ""
        return f"£{old:,}", f"£{new:,}", f"£{abs(new - old):,} {how}".strip() if how else "none"


def compare(
    before: Sequence[PlannedSchool],
    after: Sequence[PlannedSchool],
    rows: Sequence[Capacity],
    leaving: Sequence[int],
    rate: Decimal | None,
) -> list[Compared]:
    """Return each partner before and after, then all together."""
    sides = by_partner(before), by_partner(after)
    available = {row.user: None if row.user in leaving else row.available for row in rows}
    names = {row.user: row.name for row in rows} | {NOBODY: "Nobody"}
    shown = [key for key in names if key != NOBODY or any(key in side for side in sides)]
    found = [_compared(names[key], sides[0].get(key), sides[1].get(key), available.get(key), rate) for key in shown]
    known = [days for days in available.values() if days is not None]
    return [*found, _compared("All", _all(sides[0]), _all(sides[1]), sum(known, ZERO) if known else None, rate)]


def bands_of(
    before: Sequence[PlannedSchool], after: Sequence[PlannedSchool], bands: Sequence[str]
) -> list[tuple[str, int, int]]:
    """Return (band, schools before, schools after)."""
    old, new = (Counter(each.band for each in side) for side in (before, after))
    return [(band, old[band], new[band]) for band in (*bands, "")]


def _all(sides: Mapping[int, Side]) -> Side:
    return Side(sum(side.schools for side in sides.values()), sum((side.days for side in sides.values()), ZERO))


def _compared(
    name: str, before: Side | None, after: Side | None, available: Decimal | None, rate: Decimal | None
) -> Compared:
    old, new = before or Side(), after or Side()
    costs = None if rate is None else (cost(old.days, rate), cost(new.days, rate))
    return Compared(name, old, new, available, costs)


def draw(rows: Sequence[Capacity], year: int) -> Chart:
    """Return the chart of a year; its table has the same figures."""
    whole = max((max(_whole(row), row.available or ZERO) for row in rows), default=ZERO)
    bars = tuple(_bar(row, place, whole) for place, row in enumerate(rows))
    return Chart(f"Days owed and available, {label(year)}", " ".join(f"{b.name}: {b.words}." for b in bars), bars)


def total(rows: Sequence[Capacity]) -> dict[str, Decimal | int]:
    """Return the sums of the columns of the table."""
    people = [row for row in rows if row.contracted is not None]
    return {
        "contracted": sum((row.contracted or ZERO for row in people), ZERO),
        "leave": sum((row.leave for row in rows), ZERO),
        "available": sum((row.available or ZERO for row in people), ZERO),
        "schools": sum(row.schools for row in rows),
        "owed": sum((row.owed_days for row in rows), ZERO),
        "used": sum((row.used for row in rows), ZERO),
        "planned": sum((row.planned for row in rows), ZERO),
        "left": sum((row.left for row in rows), ZERO),
    }


def _whole(row: Capacity) -> Decimal:
    return max(row.owed_days, row.used + row.planned)


def _bar(row: Capacity, place: int, whole: Decimal) -> Bar:
    available = row.available
    said = f"{plain(row.owed_days)} days owed"
    if row.user != NOBODY:
        said += ", contracted days not entered" if available is None else f", {plain(available)} available"
    return Bar(
        name=row.name,
        y=ROW * place + 6,
        pieces=tuple(_pieces(row, whole)),
        limit=None if available is None else LEFT + _units(available, whole),
        words=said,
        end=LEFT + _units(max(_whole(row), available or ZERO), whole) + 6,
    )


def _pieces(row: Capacity, whole: Decimal) -> Iterator[Piece]:
    done = ZERO
    for kind, days in (("used", row.used), ("planned", row.planned), ("left", row.left)):
        begins, done = done, done + days
        if days:
            x = _units(begins, whole)
            yield Piece(kind, LEFT + x, _units(done, whole) - x)


def _units(days: Decimal, whole: Decimal) -> int:
    return round(BARS * days / whole) if whole else 0
