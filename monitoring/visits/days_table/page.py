"""How the table of days shows a school's days by term and by type of support."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sil.framework.schema import Framework, plain

from ..days.ledger import ZERO, Ledger, TermDates
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
    def words(self) -> str:
        """1 used, 0.5 planned of 3; blank where there is nothing to say."""
        said = [f"{plain(days)} {how}" for days, how in ((self.used, "used"), (self.planned, "planned")) if days]
        if self.allowed:
            return f"{', '.join(said) or '0 used'} of {plain(self.allowed)}"
        if self.owed:
            said.append(f"{self.owed} visit{'' if self.owed == 1 else 's'} owed")
        return ", ".join(said)


class Parts:
    """The columns of a view, and what a ledger has in each; together they are the ledger's figures."""

    def __init__(self, by: str, framework: Framework | None, terms: Sequence[TermDates]) -> None:
        self._lines = _lines(framework) if by == LINE else {}
        self._terms = terms
        self.labels = (*self._lines.values(), OTHER) if by == LINE else (*(term.name for term in terms), BETWEEN)

    @property
    def has_lines(self) -> bool:
        return bool(self._lines)

    def of(self, ledger: Ledger | None) -> tuple[Part, ...]:
        """Return one part for each of `labels`."""
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
    return {line: line.replace("-", " ").capitalize() for line in parts}


def _shared_days(one: TermDates, other: TermDates) -> int:
    first: date = max(one.starts_on, other.starts_on)
    return max((min(one.ends_on, other.ends_on) - first).days + 1, 0)
