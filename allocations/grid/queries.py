"""Compare the marks of the parties, of two versions and of two years.

No band is calculated: the marks and their totals are shown, and people decide.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Subquery

from sil.framework.schema import Criterion, Framework, Reading

from ..models import Allocation, Mark, Position, Settlement
from ..states import Party


@dataclass(frozen=True)
class Cell:
    """The mark of one party for one criterion. `words` are band names, or that it does not apply."""

    position: Position
    mark: Mark
    words: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Row:
    """One criterion with the mark of each party; `why` says how they differ."""

    criterion: Criterion
    cells: tuple[Cell | None, ...]
    differs: bool
    why: str

    @property
    def said(self) -> list[Cell]:
        return [cell for cell in self.cells if cell is not None]


@dataclass(frozen=True)
class Tally:
    """The number of criteria marked with a band. A criterion that reads the same for several bands counts for each."""

    id: str
    band: str
    count: int


@dataclass(frozen=True)
class Side:
    """One column: a position, and how its marks add up."""

    position: Position
    heading: str
    tally: tuple[Tally, ...]

    @property
    def tally_words(self) -> str:
        """The tally in words: Band A 2, Band B 9."""
        return ", ".join(f"{t.band} {t.count}" for t in self.tally if t.count) or "nothing marked"


@dataclass(frozen=True)
class Grid:
    """The parties' marks next to each other, the criteria that differ first."""

    sides: tuple[Side, ...]
    rows: tuple[Row, ...]

    @property
    def differing(self) -> int:
        return sum(row.differs for row in self.rows)

    @property
    def is_compared(self) -> bool:
        return len(self.sides) > 1


def compare(framework: Framework, positions: Sequence[Position], *, headings: Sequence[str] = ()) -> Grid:
    """Return the grid of positions with prefetched marks, in the order given. Where a party left out a criterion, it
    has no other view on it."""
    marks = [{mark.criterion: mark for mark in position.marks.all()} for position in positions]
    heads = headings or [heading_of(framework, position) for position in positions]
    # A criterion that not every school is judged by is left out where nobody marked it.
    judged = (c for c in framework.criteria if c.pupils_over is None or any(c.id in own for own in marks))
    rows = [_row(framework, criterion, positions, heads, marks) for criterion in judged]
    return Grid(
        sides=tuple(
            Side(position, head, tally(framework, [mark.bands for mark in own.values()]))
            for position, head, own in zip(positions, heads, marks, strict=True)
        ),
        rows=tuple(sorted(rows, key=lambda row: not row.differs)),
    )


def heading_of(framework: Framework, position: Position) -> str:
    """Return the heading of a position's column."""
    if position.party == Party.SCHOOL:
        return "School"
    return position.taken_as or framework.title(position.party)


def tally(framework: Framework, marked: Collection[Collection[str]]) -> tuple[Tally, ...]:
    """Return for each band of the framework the number of criteria marked with it."""
    return tuple(Tally(band.id, band.name, sum(band.id in bands for bands in marked)) for band in framework.bands)


def _row(
    framework: Framework,
    criterion: Criterion,
    positions: Sequence[Position],
    headings: Sequence[str],
    marks: Sequence[Mapping[str, Mark]],
) -> Row:
    cells = tuple(
        _cell(framework, criterion, position, own[criterion.id]) if criterion.id in own else None
        for position, own in zip(positions, marks, strict=True)
    )
    said = [(cell, head) for cell, head in zip(cells, headings, strict=True) if cell]
    differs = len({frozenset(cell.mark.bands) for cell, _ in said}) > 1
    return Row(criterion, cells, differs, _why(framework, said) if differs else "")


def _cell(framework: Framework, criterion: Criterion, position: Position, mark: Mark) -> Cell:
    fitting = (reading for reading in criterion.readings if mark.bands and set(reading.bands) == set(mark.bands))
    return Cell(position, mark, framework.names(mark.bands), tuple(fitting))


def _why(framework: Framework, said: Sequence[tuple[Cell, str]]) -> str:
    """The difference between the first side and the first that says something else."""
    (first, head), *others = said
    other, other_head = next((c, h) for c, h in others if set(c.mark.bands) != set(first.mark.bands))
    apart = _apart(framework, first.mark.bands, other.mark.bands)
    lead = f"Differs by {apart} band{'' if apart == 1 else 's'}" if apart else "Differs"
    return f"{lead}: {head} {first.words}, {other_head} {other.words}."


def _apart(framework: Framework, one: Collection[str], other: Collection[str]) -> int | None:
    """How many bands two marks are apart at least; None where that means nothing."""
    gaps = [framework.distance(a, b) for a in one for b in other]
    known = [gap for gap in gaps if gap is not None]
    return min(known) if known and len(known) == len(gaps) else None


@dataclass(frozen=True)
class Change:
    """One thing that a later version changed, as it was and as it is."""

    what: str
    before: str
    after: str


def changes(framework: Framework, before: Position, after: Position) -> list[Change]:
    """Return what one version of a position changed against the one before. Texts are only said to differ, since both
    are shown in full."""
    old, new = (_in_words(framework, position) for position in (before, after))
    said = [Change(what, old[what][0], new[what][0]) for what in old if old[what][0] != new[what][0]]
    worded = [
        Change(what, "as in the earlier version", "reworded")
        for what in old
        if old[what][0] == new[what][0] and old[what][1:] != new[what][1:]
    ]
    return said + worded


def _in_words(framework: Framework, position: Position) -> dict[str, tuple[str, ...]]:
    """Thing -> (what it says in short, then its texts), in the framework's order."""
    marks = {mark.criterion: mark for mark in position.marks.all()}
    rows = ((criterion, marks.get(criterion.id)) for criterion in framework.criteria)
    return {
        "Band": (framework.band(position.band).name,),
        "Extra days": (_extra(framework, position),),
        **{c.name: (framework.names(m.bands), m.reason, m.evidence) if m else ("",) for c, m in rows},
        "Reasons": ("", position.reasons),
    }


def _extra(framework: Framework, position: Position) -> str:
    given = [extra.text for extra in framework.extra_days if extra.id in position.extra_days]
    return "; ".join(given) or "none"


_NEW = "not a criterion that year"


@dataclass(frozen=True)
class YearComparison:
    """The marks of a criterion now and in an earlier year, in the words of each year's framework."""

    name: str
    then: str
    now: str
    changed: bool


def compare_years(
    framework: Framework, now: Position, framework_then: Framework, then: Position
) -> list[YearComparison]:
    """Return this year's marks beside those of an earlier year, matched by the id of the criterion, those that changed
    first. Bands are named by each year's framework."""
    marks_now = {mark.criterion: framework.names(mark.bands) for mark in now.marks.all()}
    marks_then = {mark.criterion: framework_then.names(mark.bands) for mark in then.marks.all()}
    rows = [
        YearComparison(
            criterion.name,
            marks_then.get(criterion.id, "not marked" if framework_then.criterion(criterion.id) else _NEW),
            marks_now.get(criterion.id, "not marked"),
            marks_then.get(criterion.id) != marks_now.get(criterion.id),
        )
        for criterion in framework.criteria
        if criterion.pupils_over is None or criterion.id in marks_now or criterion.id in marks_then
    ]
    gone = [c for c in framework_then.criteria if c.id in marks_then and framework.criterion(c.id) is None]
    rows += [YearComparison(c.name, marks_then[c.id], "not a criterion this year", True) for c in gone]
    return sorted(rows, key=lambda row: not row.changed)


def grid_of_last_year(allocation: Allocation) -> Position | None:
    """Return the position whose band the school held the year before, with its marks, or None."""
    held = (
        Settlement.objects.filter(
            allocation__school=allocation.school,
            allocation__round__academic_year=allocation.round.academic_year - 1,
            allocation__superseded_on__isnull=True,
        )
        .exclude(allocation__band="")
        .order_by("-pk")
    )
    found = Position.objects.filter(pk=Subquery(held.values("position")[:1]))
    return found.select_related("allocation__round__framework_version").prefetch_related("marks").first()
