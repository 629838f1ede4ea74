"""The budgets, and the figures as a table."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .crawl import Address
from .measuring import Figures

# Times the empty page, by the kind of address; pages that must show much; bytes of a page.
BUDGETS = {"page": 4.0, "search": 10.0, "export": None, "document": None}
LARGE = {
    "allocation": 8.0,
    "allocation_decide": 8.0,
    "allocation_propose": 8.0,
    "case_letter_pack": 8.0,
    "school": 8.0,
}
BYTES, QUERIES = 150_000, 15
LEAST = 0.1
# Times its own figure: what counts as a change, and the most that a page may grow with the authority.
MOST_GROWTH = 1.5


@dataclass(frozen=True)
class Row:
    """One address as one person. Milliseconds, times the empty page, the share of the database from 0 to 1, bytes."""

    who: str
    route: str
    path: str
    kind: str
    queries: int
    p50: float
    p95: float
    ratio: float
    share: float
    size: int

    @classmethod
    def of(cls, who: str, address: Address, found: Figures) -> "Row":
        return cls(
            who=who,
            route=address.route,
            path=address.path,
            kind=address.kind,
            queries=found.queries,
            p50=round(found.p50, 1),
            p95=round(found.p95, 1),
            ratio=round(found.ratio, 1),
            share=round(found.share, 2),
            size=found.size,
        )

    @property
    def budget(self) -> float | None:
        return LARGE.get(self.route, BUDGETS[self.kind]) if self.kind == "page" else BUDGETS[self.kind]

    @property
    def over(self) -> str:
        """What of its budget the row is over; blank where it keeps it."""
        found = []
        if self.budget is not None and self.ratio > self.budget:
            found.append("time")
        if self.kind in ("page", "search") and self.size > BYTES:
            found.append("bytes")
        if self.kind in ("page", "search") and self.queries > QUERIES:
            found.append("queries")
        return ", ".join(found)

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def text(rows: Iterable[Row], most: int) -> str:
    """The dearest rows as a table."""
    head = f"{'who':9}{'times':>8}{'p50 ms':>9}{'p95 ms':>9}{'queries':>8}{'db':>5}{'kB':>6}  address"
    return "\n".join([head, *map(line, sorted(rows, key=lambda row: -row.ratio)[:most]), ""])


def line(row: Row) -> str:
    """The figures of a row."""
    figures = f"{row.ratio:8.1f}{row.p50:9.1f}{row.p95:9.1f}{row.queries:8}{row.share:5.0%}{row.size / 1000:6.0f}"
    return f"{row.who:9}{figures}  {row.path}{f'  OVER: {row.over}' if row.over else ''}"


def compared(rows: Iterable[Row], earlier: Iterable[dict[str, Any]], most: int) -> str:
    """What got dearer or cheaper by half, against kept figures."""
    changed = sorted(
        ((times, line) for times, line, _ in _beside(rows, earlier) if not 1 / MOST_GROWTH < times < MOST_GROWTH),
        key=lambda pair: -pair[0],
    )
    return "\n".join(["Changed by half or more, in times the empty page:", *(line for _, line in changed[:most]), ""])


def grown(rows: Iterable[Row], earlier: Iterable[dict[str, Any]], schools: int) -> list[str]:
    """What costs more than `MOST_GROWTH` times as much as in the smaller authority whose figures were kept, the worst
    first."""
    found = [(times, line) for times, line, old in _beside(rows, earlier) if times > MOST_GROWTH and old < schools]
    return [line for _, line in sorted(found, reverse=True)]


def _beside(rows: Iterable[Row], earlier: Iterable[dict[str, Any]]) -> Iterator[tuple[float, str, int]]:
    """Each row that has kept figures: how many times as much it costs, a line of it, and the schools there were."""
    before = {(row["who"], row["route"], row["kind"], _shape(row["path"])): row for row in earlier if "route" in row}
    for row in rows:
        if old := before.get((row.who, row.route, row.kind, _shape(row.path))):
            # An answer of nothing is rounded to no time at all.
            times = max(row.ratio, LEAST) / max(old["ratio"], LEAST)
            line = f"{row.who:9}{old['ratio']:8.1f} → {row.ratio:6.1f}  {row.path}"
            yield times, line, old.get("schools", 0)


def _shape(path: str) -> str:
    return path.partition("?")[2]
