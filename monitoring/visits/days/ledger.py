"""The ledger of a school's days of support in a year: allowed, used, planned, left, and contacts owed.

Pure: it is counted each time from the bands that held, the visits and the extra days, so it cannot disagree
with them. Figures are the framework's as printed; what its headline promises beyond its lines is shown
separately (domain notes, 3.3).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from sil.framework.schema import Band, ExtraDays, Framework, Line, days_in_words, plain

ZERO = Decimal(0)
# The line of support that is charged to no line.
BEYOND = ""


class TermDates(Protocol):
    """A term: its name, its first and its last day."""

    @property
    def name(self) -> str: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


@dataclass(frozen=True)
class BandPeriod:
    """A band that held in the year, until the day before the next one's first day; `extra` are the ids of the extra
    days ticked with it."""

    framework: Framework
    band: Band
    starts_on: date
    extra: tuple[str, ...] = ()

    @property
    def ticked(self) -> tuple[ExtraDays, ...]:
        return tuple(each for each in self.framework.extra_days if each.id in self.extra)


@dataclass(frozen=True)
class Charge:
    """A visit held or planned: the line it is charged to ("" for none), its length in days and its first day."""

    line: str
    days: Decimal
    on: date
    is_held: bool
    name: str = ""


@dataclass(frozen=True)
class AddedDays:
    """Extra days that were approved, for a line or ("") for none."""

    line: str
    days: Decimal


@dataclass(frozen=True)
class Cell:
    """A line in a term: days used and planned, and contacts owed, held, planned and missing; `kept_on` is the day of
    the visit with which all that it owes was held. Without a term: the holidays between the terms."""

    term: TermDates | None = None
    delivered: Decimal = ZERO
    planned: Decimal = ZERO
    owed: int = 0
    held: int = 0
    to_come: int = 0
    missing: int = 0
    kept_on: date | None = None


@dataclass(frozen=True)
class Row:
    """One line of the ledger. `printed` is the band's own figure, `countable` the length of the
    contacts beyond those that another line's visits are."""

    line: str
    text: str
    printed: Decimal
    added: Decimal
    countable: Decimal
    cells: tuple[Cell, ...]
    ticked: bool = False

    @property
    def allowed(self) -> Decimal:
        return self.printed + self.added

    @property
    def delivered(self) -> Decimal:
        """All days that were given, on a line or beyond the lines."""
        return _sum(cell.delivered for cell in self.cells)

    @property
    def planned(self) -> Decimal:
        return _sum(cell.planned for cell in self.cells)

    @property
    def left(self) -> Decimal:
        """Days neither used nor planned; below zero where more was given than allowed."""
        return self.allowed - self.delivered - self.planned


@dataclass(frozen=True)
class ContactsOwed:
    """Contacts of a line that a term owes and that are neither held nor planned."""

    line: str
    text: str
    term: TermDates
    contacts: int


@dataclass(frozen=True)
class Ledger:
    """The days of one school in one academic year. `band` is the one that holds at its end, None
    where none is settled; `beyond` is support that is charged to no line."""

    year: int
    spells: tuple[BandPeriod, ...]
    terms: tuple[TermDates, ...]
    rows: tuple[Row, ...]
    beyond: Row

    @property
    def band(self) -> Band | None:
        return self.spells[-1].band if self.spells else None

    @property
    def headline(self) -> Decimal:
        return self.band.headline_days if self.band else ZERO

    @property
    def open_days(self) -> Decimal:
        """What the headline promises beyond the band's lines."""
        return self.band.open_days if self.band else ZERO

    @property
    def extra(self) -> Decimal:
        """Days outside the headline: ticked with the band, and approved since."""
        ticked = _sum(row.printed for row in self.rows if row.ticked)
        return ticked + self.beyond.added + _sum(row.added for row in self.rows)

    @property
    def allowed(self) -> Decimal:
        return self.headline + self.extra

    @property
    def delivered(self) -> Decimal:
        """Days used of those allowed. What is outside is not among them, so that the figures add up."""
        return _sum(row.delivered for row in (*self.rows, self.other))

    @property
    def planned(self) -> Decimal:
        """Days planned of those allowed."""
        return _sum(row.planned for row in (*self.rows, self.other))

    @property
    def other(self) -> Row:
        """Support beyond the lines, as far as extra days were approved for it; all of it where no band is settled."""
        return self._beyond(self.beyond.added if self.band else self.beyond.delivered + self.beyond.planned)

    @property
    def unbanded(self) -> tuple[Decimal, Decimal]:
        """Of the days used and planned, those that count only as long as no band is settled."""
        counted, other = self._beyond(self.beyond.added), self.other
        if self.band:
            return ZERO, ZERO
        return other.delivered - counted.delivered, other.planned - counted.planned

    def _beyond(self, counted: Decimal) -> Row:
        """Support beyond the lines, up to a number of days, the first terms first."""
        cells = []
        for cell in self.beyond.cells:
            used = min(cell.delivered, counted)
            planned = min(cell.planned, counted - used)
            counted -= used + planned
            cells.append(replace(cell, delivered=used, planned=planned))
        return replace(self.beyond, cells=tuple(cells))

    @property
    def outside(self) -> Decimal:
        """Support beyond the lines and beyond the extra days approved for it: counted against no band."""
        counted = self.other
        return self.beyond.delivered + self.beyond.planned - counted.delivered - counted.planned

    @property
    def left(self) -> Decimal:
        return self.allowed - self.delivered - self.planned

    @property
    def over(self) -> Decimal:
        """Days used and planned beyond those allowed; none where no band is settled."""
        return max(-self.left, ZERO) if self.band else ZERO

    @property
    def figures(self) -> str:
        """The figures in one line: 1 day is used, 1 is planned, 1 is left."""
        begun = [
            f"{days_in_words(self.delivered)} {_is(self.delivered)} used",
            f"{plain(self.planned)} {_is(self.planned)} planned",
        ]
        if self.over:
            return f"{', '.join(begun)}: {days_in_words(self.over)} over what is allowed."
        return f"{', '.join(begun)}, {plain(self.left)} {_is(self.left)} left."

    @property
    def allowance(self) -> str:
        """What is allowed and what it is made of: 9 days this year: 7 from Band D and 2 extra."""
        made = (
            f": {self.band.days_number} from {self.band.name} and {plain(self.extra)} extra"
            if self.band and self.extra
            else ""
        )
        most = "up to " if self.band and self.band.up_to else ""
        return f"{most}{days_in_words(self.allowed)}{made}"

    @property
    def is_empty(self) -> bool:
        return not (self.band or self.delivered or self.planned or self.extra or self.outside)

    def owed(self, on: date) -> list[ContactsOwed]:
        """Return the contacts missing in terms that have begun by a day, by the lines of the present band."""
        own = {line.id for line in self.band.lines} if self.band else set()
        return [
            ContactsOwed(row.line, row.text, cell.term, cell.missing)
            for row in self.rows
            if row.line in own
            for cell in row.cells
            if cell.missing and cell.term and cell.term.starts_on <= on
        ]


def ledger_of(
    year: int,
    spells: Iterable[BandPeriod],
    charges: Iterable[Charge],
    added: Iterable[AddedDays],
    terms: Iterable[TermDates],
) -> Ledger:
    """Return the ledger of a year. `spells` are the bands that held, `charges` the visits held or planned (cancelled
    and missed ones charge nothing), `added` the extra days approved and not withdrawn; all of this year."""
    spells = tuple(sorted(spells, key=lambda spell: spell.starts_on))
    terms = tuple(sorted(terms, key=lambda term: term.starts_on))
    charges, added = list(charges), list(added)
    rows = tuple(_row(line, spells, charges, added, terms) for line in _lines(spells, charges, added))
    beyond = Row(BEYOND, "", ZERO, _added(BEYOND, added), ZERO, _cells(_of(charges, {BEYOND}), terms, {}))
    return Ledger(year, spells, terms, rows, beyond)


def countable(band: Band, line: Line) -> Decimal:
    """Return the length in days of a line's contacts, without those that are visits of another line as well (framework:
    "inclusive of the above")."""
    length = line.length or line.days / line.contacts
    own = _line(band, line.includes).contacts if line.includes else 0
    return (line.contacts - own) * length


def _lines(spells: Sequence[BandPeriod], charges: Iterable[Charge], added: Iterable[AddedDays]) -> list[str]:
    """Those of the present band, what was ticked with it, and whatever else was charged or added to."""
    present = spells[-1:]
    found = [line.id for spell in present for line in spell.band.lines]
    found += [each.id for spell in present for each in spell.ticked]
    found += [each.line for each in added] + [charge.line for charge in sorted(charges, key=lambda c: c.on)]
    return [line for line in dict.fromkeys(found) if line != BEYOND]


def _row(
    line: str,
    spells: Sequence[BandPeriod],
    charges: Sequence[Charge],
    added: Iterable[AddedDays],
    terms: Sequence[TermDates],
) -> Row:
    own = _of(charges, {line})
    last = spells[-1] if spells else None
    printed = _find(last.band, line) if last else None
    ticked = next((each for each in last.ticked if each.id == line), None) if last else None
    return Row(
        line=line,
        text=printed.text if printed else ticked.text if ticked else _text(line, spells, own),
        printed=printed.days if printed else ticked.days if ticked else ZERO,
        added=_added(line, added),
        countable=countable(last.band, printed) if last and printed else ticked.days if ticked else ZERO,
        cells=_cells(own, terms, _contacts(line, spells, charges, terms)),
        ticked=ticked is not None and printed is None,
    )


def _cells(own: Sequence[Charge], terms: Sequence[TermDates], contacts: dict[int, Cell]) -> tuple[Cell, ...]:
    """One for each term and one for what lies between them; each charge is in one of them."""
    places = [_place(charge.on, terms) for charge in own]
    found = []
    for place, term in enumerate((*terms, None)):
        here = [charge for charge, its in zip(own, places, strict=True) if its == place]
        days = (_sum(c.days for c in here if c.is_held), _sum(c.days for c in here if not c.is_held))
        found.append(replace(contacts.get(place, Cell()), term=term, delivered=days[0], planned=days[1]))
    return tuple(found)


def _contacts(
    line: str, spells: Sequence[BandPeriod], charges: Sequence[Charge], terms: Sequence[TermDates]
) -> dict[int, Cell]:
    """Place of a term -> a cell with its contacts, by the band that holds at its end."""
    owed, counted = [0] * len(terms), {line}
    for place, term in enumerate(terms):
        spell = next((s for s in reversed(spells) if s.starts_on <= term.ends_on), None)
        found = _find(spell.band, line) if spell else None
        if spell is not None and found is not None:
            owed[place] = 0 if spell.band.up_to else _share(found, place, len(terms))
            counted |= {found.includes} if found.includes else set()
    visits = _of(charges, counted)
    met: list[list[Charge]] = [[] for _ in (*terms, None)]
    for visit in visits:
        met[_place(visit.on, terms)].append(visit)
    filled = _filled(owed, met, terms, _is_termly(line, spells))
    contacts = {}
    for place, visits in enumerate(filled):
        held = sum(each.is_held for each in met[place])
        missing = owed[place] - len(visits)
        is_kept = visits and not missing and all(each.is_held for each in visits)
        kept_on = max(each.on for each in visits) if is_kept else None
        to_come = len(met[place]) - held
        contacts[place] = Cell(owed=owed[place], held=held, to_come=to_come, missing=missing, kept_on=kept_on)
    return contacts


def _share(line: Line, place: int, terms: int) -> int:
    """The contacts that a term of a band owes: spread over the terms, or all of them by the end of the last."""
    if not line.each_term:
        return line.contacts if place == terms - 1 else 0
    return line.contacts * (place + 1) // terms - line.contacts * place // terms


def _filled(owed: list[int], met: list[list[Charge]], terms: Sequence[TermDates], termly: bool) -> list[list[Charge]]:
    """The visits that make good what each term owes, those that were held first. A visit beyond what its own term owes
    makes good an earlier term, never a later one; a contact that is owed by the end of the year may be at any time in
    it."""
    ordered = [sorted(each, key=lambda visit: (not visit.is_held, visit.on)) for each in met]
    filled = [ordered[place][:due] for place, due in enumerate(owed)]
    spare = [*ordered[-1], *(visit for place, due in enumerate(owed) for visit in ordered[place][due:])]
    for visit in sorted(spare, key=lambda visit: visit.on):
        lacking = (place for place, due in enumerate(owed) if len(filled[place]) < due)
        fits = (place for place in lacking if not termly or terms[place].ends_on < visit.on)
        if (place := next(fits, None)) is not None:
            filled[place].append(visit)
    return filled


def _is_termly(line: str, spells: Sequence[BandPeriod]) -> bool:
    found = _find(spells[-1].band, line) if spells else None
    return found is not None and found.each_term


def _place(day: date, terms: Sequence[TermDates]) -> int:
    return next((place for place, term in enumerate(terms) if term.starts_on <= day <= term.ends_on), len(terms))


def _text(line: str, spells: Sequence[BandPeriod], own: Sequence[Charge]) -> str:
    """What a line is called that the present band does not have."""
    parts: list[Line | ExtraDays] = [
        part for s in reversed(spells) for part in (*s.band.lines, *(li for b in s.framework.bands for li in b.lines))
    ]
    parts += [each for spell in spells for each in spell.framework.extra_days]
    known = next((part.text for part in parts if part.id == line), "")
    return known or next((charge.name for charge in own if charge.name), line)


def _find(band: Band, line: str) -> Line | None:
    return next((each for each in band.lines if each.id == line), None)


def _line(band: Band, line: str) -> Line:
    return next(each for each in band.lines if each.id == line)


def _of(charges: Iterable[Charge], lines: Collection[str]) -> list[Charge]:
    return [charge for charge in charges if charge.line in lines]


def _added(line: str, added: Iterable[AddedDays]) -> Decimal:
    return _sum(each.days for each in added if each.line == line)


def _is(days: Decimal) -> str:
    return "is" if days == 1 else "are"


def _sum(days: Iterable[Decimal]) -> Decimal:
    return sum(days, ZERO)
