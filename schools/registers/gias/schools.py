"""Read the national register of schools (GIAS, edubasealldata).

Columns are found by name: their number and order have changed nearly every year.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from django.db.backends.utils import CursorWrapper

from ...establishments import Sector, sector_of
from ...models import School
from ..table import fields
from ..table.archive import FileRefused
from ..table.fields import NOT_APPLICABLE, SMALL, Cell, CellError, Field, Text, day, number
from ..table.loading import Column, Stage, Target, compare, staging, types_of, write
from ..table.reading import Header, Table
from ..table.register import OTHER_AUTHORITIES, Outcome, Register, Scope, Stamp, Tally
from . import history, unusual

# Rows that are read at a time, column by column.
BATCH = 500

NO_SCHOOL = "not a maintained school or an academy"


def _field(name: str, *headings: str, parse: Callable[..., object], label: str, required: bool = False) -> Field:
    return Field(name=name, headings=headings, parse=parse, label=label, required=required)


def _text(
    name: str, heading: str, *, label: str, required: bool = False, absent: frozenset[str] = frozenset()
) -> Field:
    """Text as long as the column of the model takes it."""
    limit = getattr(School._meta.get_field(name), "max_length", None)
    assert limit is not None, f"{name} is text with a limit"
    return _field(name, heading, parse=Text(limit, absent), label=label, required=required)


FIELDS = (
    _field("urn", "URN", parse=fields.urn, label="URN", required=True),
    _field("la_code", "LA (code)", parse=fields.digits(3), label="authority", required=True),
    _field("establishment_number", "EstablishmentNumber", parse=fields.digits(4), label="establishment number"),
    _text("name", "EstablishmentName", label="name", required=True),
    _field("type_code", "TypeOfEstablishment (code)", parse=number(SMALL), label="type", required=True),
    _text("type_name", "TypeOfEstablishment (name)", label="type"),
    _field("group_code", "EstablishmentTypeGroup (code)", parse=number(SMALL), label="type", required=True),
    _text("status", "EstablishmentStatus (name)", label="status", required=True),
    _text("phase", "PhaseOfEducation (name)", label="phase"),
    _field("low_age", "StatutoryLowAge", parse=number(SMALL), label="age range"),
    _field("high_age", "StatutoryHighAge", parse=number(SMALL), label="age range"),
    _field("open_date", "OpenDate", parse=day, label="opening date"),
    _field("close_date", "CloseDate", parse=day, label="closing date"),
    _text("religious_character", "ReligiousCharacter (name)", label="religious character", absent=NOT_APPLICABLE),
    _field("diocese_code", "Diocese (code)", parse=fields.diocese_code, label="diocese"),
    _text("diocese_name", "Diocese (name)", label="diocese", absent=NOT_APPLICABLE),
    _text("trust_name", "Trusts (name)", label="trust", absent=NOT_APPLICABLE),
    _text("federation_name", "Federations (name)", label="federation", absent=NOT_APPLICABLE),
    _text("street", "Street", label="address"),
    _text("locality", "Locality", label="address"),
    _text("address3", "Address3", label="address"),
    _text("town", "Town", label="address"),
    _text("postcode", "Postcode", label="address"),
    _field("easting", "Easting", parse=number(fields.LARGE), label="place on the map"),
    _field("northing", "Northing", parse=number(fields.LARGE), label="place on the map"),
    _text("telephone", "TelephoneNum", label="telephone number"),
    _text("website", "SchoolWebsite", label="website"),
    _field(
        "head_name", "HeadTitle (name)", "HeadFirstName", "HeadLastName", parse=fields.person, label="name of the head"
    ),
    _text("head_title", "HeadPreferredJobTitle", label="job title of the head", absent=NOT_APPLICABLE),
    _field("pupils", "NumberOfPupils", parse=number(fields.LARGE), label="number of pupils"),
    _field("capacity", "SchoolCapacity", parse=number(fields.LARGE), label="capacity"),
    _field("percentage_fsm", "PercentageFSM", parse=fields.percentage, label="free school meals"),
    _field("changed_in_register_on", "LastChangedDate", parse=day, label="date of the last change in the register"),
)
# The register's own date of a change, and metres on the map, are no change that anybody wants to read of.
_UNTOLD = ("changed_in_register_on", "easting", "northing")
LABELS = {field.name: field.label for field in FIELDS if field.name not in _UNTOLD}
REQUIRED = tuple(heading for field in FIELDS if field.required for heading in field.headings)
# Enough to tell this register from another one.
_OWN = ("URN", "EstablishmentName", "TypeOfEstablishment (code)")


def load(cursor: CursorWrapper, table: Table, tally: Tally, scope: Scope, stamp: Stamp) -> Outcome:
    """Bring the schools of an authority, and those that are here already, up to date."""
    if missing := table.header.missing(REQUIRED):
        raise FileRefused(f"these columns are missing: {', '.join(missing)}.")
    # A column that the file does not have leaves what is stored.
    present = [field for field in FIELDS if not table.header.missing(field.headings)]
    columns = [field.name for field in present]
    with staging(cursor, types_of(School, columns)) as stage:
        _Rows(present, table.header, scope).copy(table, stage, tally)
    tally.check_authority(scope.authority)
    target = _target(columns)
    outcome = replace(compare(cursor, target), questions=tuple(unusual.questions(cursor, scope)))
    if outcome.changed:
        history.record_changes(cursor, target, LABELS, stamp)
        history.begin_types(cursor)
    write(cursor, target)
    if outcome.changed:
        history.end_types(cursor, dated="changed_in_register_on" in columns)
    history.begin_types(cursor)
    return outcome


def _target(columns: list[str]) -> Target:
    wanted = [column for column in columns if column != "urn"]
    if "type_name" in columns:
        return Target(model=School, key="urn", columns=wanted)
    # The name of another type must not stay where the code has changed.
    kept = "CASE WHEN n.type_code = o.type_code THEN o.type_name ELSE '' END"
    return Target(model=School, key="urn", columns=[*wanted, "type_name"], merged={"type_name": kept})


class _Rows:
    """The rows of a file on their way to the temporary table."""

    def __init__(self, present: Sequence[Field], header: Header, scope: Scope) -> None:
        self.scope = scope
        self.columns = [Column(field) for field in present]
        self.places = [header.places(field.headings) for field in present]
        self.pick_urn, self.pick_authority = header.picker(("URN",)), header.picker(("LA (code)",))
        self.pick_codes = header.picker(("TypeOfEstablishment (code)", "EstablishmentTypeGroup (code)"))
        self.sectors = _Sectors()
        # The line of each school that was taken.
        self.lines: dict[str, int] = {}

    def copy(self, table: Table, stage: Stage, tally: Tally) -> None:
        authorities = next(column.known for column in self.columns if column.field.name == "la_code")
        numbers: list[int] = []
        rows: list[list[str]] = []
        for line, row in table.rows(tally.misread):
            tally.read += 1
            try:
                authority = authorities[self.pick_authority(row)]
            except CellError:
                tally.refuse(line, self.faults(row))
                continue
            tally.authorities[authority] += 1
            if reason := self.left_out(authority, row):
                tally.left_out[reason] += 1
                continue
            numbers.append(line)
            rows.append(row)
            if len(rows) == BATCH:
                self.take(numbers, rows, stage, tally)
                numbers.clear()
                rows.clear()
        if rows:
            self.take(numbers, rows, stage, tally)

    def take(self, numbers: list[int], rows: list[list[str]], stage: Stage, tally: Tally) -> None:
        """Stage rows, with the number of the line of each, column by column. One that cannot be read is found by
        halving."""
        try:
            columns = [column.encoded(cells) for column, cells in zip(self.columns, self.cells(rows), strict=True)]
        except CellError:
            if len(rows) == 1:
                tally.refuse(numbers[0], self.faults(rows[0]))
            else:
                half = len(rows) // 2
                self.take(numbers[:half], rows[:half], stage, tally)
                self.take(numbers[half:], rows[half:], stage, tally)
            return
        urns, texts = columns[0], map("\t".join, zip(*columns, strict=True))
        if len(set(urns)) == len(urns) and self.lines.keys().isdisjoint(urns):
            self.lines.update(zip(urns, numbers, strict=True))
            stage.add(*texts)
            return
        for line, urn, text in zip(numbers, urns, texts, strict=True):
            if urn in self.lines:
                tally.refuse(line, f"URN {urn} is in line {self.lines[urn]} already")
            else:
                self.lines[urn] = line
                stage.add(text)

    def cells(self, rows: Sequence[list[str]]) -> Iterator[Sequence[Cell]]:
        """The cells of rows, column by column in the order of ours."""
        theirs = list(zip(*rows, strict=True))
        for places in self.places:
            first, *more = (theirs[place] for place in places)
            yield list(zip(first, *more, strict=True)) if more else first

    def left_out(self, authority: str, row: list[str]) -> str:
        """Why a row is not wanted, or "". A school that is here is wanted, whatever it became."""
        own = authority == self.scope.authority
        if (own and self.sectors[self.pick_codes(row)] is not Sector.OTHER) or self.is_held(row):
            return ""
        return NO_SCHOOL if own else OTHER_AUTHORITIES

    def is_held(self, row: list[str]) -> bool:
        try:
            return fields.urn(str(self.pick_urn(row))) in self.scope.held
        except CellError:
            return False

    def faults(self, row: list[str]) -> str:
        """Everything that is wrong with a row, so that a file can be corrected in one go."""
        found = (column.fault(cell) for column, (cell,) in zip(self.columns, self.cells([row]), strict=True))
        return "; ".join(fault for fault in found if fault)


class _Sectors(dict[Cell, Sector | None]):
    """The sector of each pair of codes, None where they cannot be read."""

    def __missing__(self, codes: Cell) -> Sector | None:
        try:
            kind, group = (number(SMALL)(code) for code in codes)
            sector = None if kind is None or group is None else sector_of(kind, group)
        except CellError:
            sector = None
        self[codes] = sector
        return sector


REGISTER = Register(
    slug="gias",
    title="Register of schools (GIAS)",
    unit="schools",
    reasons=(OTHER_AUTHORITIES, NO_SCHOOL),
    owns=lambda header: not header.missing(_OWN),
    load=load,
    where="the file edubasealldata (“Establishment fields CSV”) among the downloads of Get Information about Schools",
)
