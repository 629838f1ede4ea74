"""How the table of days shows a school's days by term and by type of support."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sil.framework.schema import Framework, plain

from ..days.ledger import ZERO, Cell, Ledger, TermDates
from ..terms.queries import BETWEEN
from .forms import LINE

OTHER = "Other support"


@dataclass(frozen=True)
class Part:
    """A school's days in a term or on a line: days `allowed` on the line (none for a term, which has no days of its
    own), used and planned, and visits owed, those of terms to come among them."""

    allowed: Decimal | None = None
    used: Decimal = ZERO
    planned: Decimal = ZERO
    owed: int = 0

    def __add__(self, other: "Part") -> "Part":
        allowed = None if self.allowed is None else self.allowed + (other.allowed or ZERO)
        return Part(allowed, self.used + other.used, self.planned + other.planned, self.owed + other.owed)

    @property
    def figures(self) -> tuple[Decimal | int, ...]:
        return self.used, self.planned, self.owed if self.allowed is None else self.allowed

    @property
    def words(self) -> str:
        """1 used, 0.5 planned of 3; blank where there is nothing to say."""
        said = [f"{plain(days)} {how}" for days, how in ((self.used, "used"), (self.planned, "planned")) if days]
        if self.allowed:
            return f"{', '.join(said) or '0 used'} of {plain(self.allowed)}"
        if self.owed:
            said.append(f"{self.owed} visit{'' if self.owed == 1 else 's'} owed")
        return ", ".join(said)


@dataclass(frozen=True)
class Due:
    """What a school is owed on a line up to the end of a term, in visits: `owed` in all, those held and planned in
    these terms, and how many it is `behind`."""

    owed: int = 0
    held: int = 0
    planned: int = 0
    behind: int = 0

    def __add__(self, other: "Due") -> "Due":
        return Due(*(mine + its for mine, its in zip(self.figures, other.figures, strict=True)))

    @property
    def figures(self) -> tuple[int, ...]:
        return self.owed, self.held, self.planned, self.behind

    @property
    def words(self) -> str:
        """2 owed: 1 held, 1 behind; blank where nothing is owed, held or planned."""
        named = ((self.held, "held"), (self.planned, "planned"), (self.behind, "behind"))
        said = ", ".join(f"{number} {how}" for number, how in named if number)
        return f"{self.owed} owed{': ' if said else ''}{said}" if self.owed or said else ""


class DueParts:
    """The columns of what is owed up to the end of a term, one for each line of the bands. A school whose band is not
    settled is owed nothing yet."""

    heads = ("owed", "held", "planned", "behind")

    def __init__(self, framework: Framework | None, term: TermDates | None) -> None:
        bands = framework.bands if framework else ()
        self._lines = {line.id: _label(line.id) for band in bands for line in band.lines}
        self.labels = tuple(self._lines.values())
        self._until = term.ends_on if term else date.min

    def of(self, ledger: Ledger | None, *, settled: bool) -> tuple[Due, ...]:
        """Return one for each of `labels`."""
        found = dict.fromkeys(self._lines, Due())
        if ledger and ledger.band and settled:
            own = {line.id for line in ledger.band.lines}
            for row in ledger.rows:
                if row.line in own & found.keys():
                    found[row.line] += sum((self._of_cell(cell) for cell in row.cells), Due())
        return tuple(found.values())

    def total(self, rows: Iterable[tuple[Due, ...]]) -> tuple[Due, ...]:
        """Return the sums of rows, column by column."""
        return tuple(sum(column, Due()) for column in zip(*rows, strict=True))

    def _of_cell(self, cell: Cell) -> Due:
        """A term of the school's own counts where it begins by the end of the term that is asked about."""
        if cell.term is None or cell.term.starts_on > self._until:
            return Due()
        return Due(cell.owed, cell.held, cell.to_come, cell.missing)


class Parts:
    """The columns of a view, and what a ledger has in each; together they are the ledger's figures."""

    def __init__(self, by: str, framework: Framework | None, terms: Sequence[TermDates]) -> None:
        self._lines = _lines(framework) if by == LINE else {}
        self._terms = terms
        self.labels = (*self._lines.values(), OTHER) if by == LINE else (*(term.name for term in terms), BETWEEN)

    @property
    def heads(self) -> tuple[str, ...]:
        return "used", "planned", "allowed" if self._lines else "visits owed"

    def of(self, ledger: Ledger | None, *, settled: bool) -> tuple[Part, ...]:
        """Return one part for each of `labels`; where no band is `settled`, with the one that is counted with."""
        found = dict.fromkeys(self.labels, Part(ZERO if self._lines else None))
        for label, part in self._found(ledger) if ledger else ():
            found[label] += part
        return tuple(found.values())

    def total(self, rows: Iterable[tuple[Part, ...]]) -> tuple[Part, ...]:
        """Return the sums of rows, column by column."""
        return tuple(sum(column[1:], column[0]) for column in zip(*rows, strict=True))

    def _found(self, ledger: Ledger) -> Iterator[tuple[str, Part]]:
        for row in (*ledger.rows, ledger.other):
            if self._lines:
                yield self._lines.get(row.line, OTHER), Part(row.allowed, row.delivered, row.planned)
                continue
            for cell in row.cells:
                owed = cell.missing if ledger.band and row.line in {line.id for line in ledger.band.lines} else 0
                yield self._term(cell.term), Part(None, cell.delivered, cell.planned, owed)
        if self._lines:
            # What the headline promises beyond the lines.
            yield OTHER, Part(ledger.open_days)

    def _term(self, term: TermDates | None) -> str:
        """The authority's term that a term is in: a school may have its own."""
        shared = {each.name: _shared_days(each, term) for each in self._terms} if term else {}
        best = max(shared, key=lambda name: shared[name], default=BETWEEN)
        return best if shared.get(best) else BETWEEN


def _lines(framework: Framework | None) -> Mapping[str, str]:
    """{line: its label} of a framework: its bands have the same lines in different words."""
    parts = [line.id for band in framework.bands for line in band.lines] if framework else []
    parts += [each.id for each in framework.extra_days] if framework else []
    return {line: _label(line) for line in parts}


def _label(line: str) -> str:
    return line.replace("-", " ").capitalize()


def _shared_days(one: TermDates, other: TermDates) -> int:
    first: date = max(one.starts_on, other.starts_on)
    return max((min(one.ends_on, other.ends_on) - first).days + 1, 0)
