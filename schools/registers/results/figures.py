"""Read the national files of results, absence, exclusions and pupils.

Figures are found by heading (`schools.indicators.measures`), in three kinds of layout: the school and college
performance tables (URN, RECTYPE, LEA), Explore education statistics (school_urn, geographic_level,
time_period; a row for each group of pupils) and tables that others made of them (URN, Academic Year).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from sil import clock
from sil.framework.years import academic_year

from ...indicators.measures import ALL, ATTENDANCE, CONTEXT, EXCLUSIONS, GROUP_WORDS, KS4, Heading, headings
from ...indicators.years import short
from ...models import Comparator, Indicator, School
from ..table import fields
from ..table.archive import FileRefused
from ..table.fields import CellError
from ..table.loading import Stage, Target, compare, encoded, staging, types_of, write
from ..table.reading import Header, Table, normal
from ..table.register import OTHER_AUTHORITIES, Outcome, Register, Scope, Stamp, Tally
from .cells import figure
from .years import year_of_cell, year_of_name

NOT_HELD = "not in the register of schools held here"
NO_FIGURE = "no figure in the row"
OTHER_ROWS = "groups of pupils, kinds of school or parts of the year that are not kept"

SCHOOL = "school"
STATE, ENGLAND, AUTHORITY = (
    place.value for place in (Comparator.Place.ENGLAND_STATE, Comparator.Place.ENGLAND_ALL, Comparator.Place.AUTHORITY)
)
_LEVELS = {"school": SCHOOL, "local authority": AUTHORITY, "national": ENGLAND}
# RECTYPE of the rows that are no school's; the tables of key stage 4 number them otherwise.
_RECORDS = {"3": AUTHORITY, "4": ENGLAND, "5": STATE}
_RECORDS_KS4 = {"3": AUTHORITY, "4": AUTHORITY, "5": ENGLAND, "7": STATE}
# In place of a URN or an authority, in the tables of absence and pupils: state-funded schools of England.
_NATIONAL = {"nat": "", "pri": "primary", "sec": "secondary"}
_PHASES = {
    "": "",
    "total": "",
    "all": "",
    "state-funded primary": "primary",
    "state-funded secondary": "secondary",
    "state-funded special": "special",
    "special": "special",
    "special school": "special",
}
_FUNDED = {"all state-funded": STATE, "all state funded": STATE, "state-funded": STATE, "state funded": STATE}
_FUNDED |= {"all schools": ENGLAND, "total": ENGLAND}
# Published of state-funded schools alone.
_STATE_FUNDED = {ATTENDANCE, EXCLUSIONS, CONTEXT}
_EVERYBODY = {"", "total", "all", "all pupils", "z"}
# Columns by which a row of Explore education statistics is about some pupils only.
_GROUPS = (
    "breakdown", "sex", "gender", "disadvantage_status", "disadvantage", "fsm_status", "first_language",
    "prior_attainment", "mobility", "ethnicity_major", "ethnicity_minor", "sen_provision", "sen_status",
    "sen_primary_need", "month_of_birth", "characteristic",
)  # fmt: skip
_YEARS = ("time_period", "academic year", "academic_year", "year")

Picked = Callable[[list[str]], str]


@dataclass(frozen=True)
class Whose:
    """Whom a row is about: a school by its URN, or a place and its phase."""

    place: str
    urn: int = 0
    la_code: str = ""
    phase: str = ""


class _Left(Exception):
    """A row that is left out; the argument says why."""


class _Layout:
    """The columns of a file that say whom and which year a row is about."""

    def __init__(self, header: Header, scope: Scope, file_name: str) -> None:
        self.header, self.scope = header, scope
        self.figures = self._figures()
        self.urn, self.level = self._pick("school_urn", "URN"), self._pick("geographic_level")
        self.laestab = self._pick("school_laestab", "LAESTAB")
        self.la, self.estab = self._pick("old_la_code", "LEA", "LA"), self._pick("ESTAB")
        self.record = self._pick("RECTYPE")
        self.funded = self._pick("establishment_type_group")
        self.phase = self._pick("education_phase", "school_type", "SCHOOLTYPE")
        self.subject, self.part = self._pick("subject"), self._pick("time_identifier")
        self.groups = [self._pick(name) for name in _GROUPS if not header.missing([name])]
        stages = {heading.measure.stage for heading, _ in self.figures}
        self.records = _RECORDS_KS4 if KS4 in stages else _RECORDS
        self.has_level = not header.missing(["geographic_level"])
        self.unfunded = STATE if stages <= _STATE_FUNDED else ENGLAND
        self.year_column = next((name for name in _YEARS if not header.missing([name])), "")
        self.year_cell = self._pick(self.year_column) if self.year_column else None
        self.year_given = scope.year if self.year_column else self._year_of_file(file_name)
        # Asked before the rows are copied: while they are, the connection answers nothing else.
        self.schools = _numbers()

    def whose(self, row: list[str]) -> Whose:
        """Whom a row is about. Raises CellError, and _Left where it is nobody of ours."""
        if self.has_level:
            level = _LEVELS.get(normal(self.level(row)))
            if normal(self.part(row)) not in ("", "academic year") or level is None:
                raise _Left(OTHER_ROWS)
            if level == SCHOOL:
                return self._school(row)
            return self._place(level, self.funded(row), self.phase(row), row)
        national = _NATIONAL.get(normal(self.urn(row)), _NATIONAL.get(normal(self.la(row))))
        if national is not None:
            phase = f"state-funded {national}" if national else self.phase(row)
            return self._place(STATE, "", phase, row)
        if self.urn(row).strip() or self.estab(row).strip():
            return self._school(row)
        record = self.record(row).strip()
        if record not in self.records:
            raise _Left(OTHER_ROWS)
        return self._place(self.records[record], "", "", row)

    def authority(self, row: list[str]) -> str:
        """The code of the authority in a row, or ""."""
        code = fields.authority_of_laestab(self.laestab(row))
        value = self.la(row).strip()
        return code or (value if len(value) == 3 and value.isascii() and value.isdigit() else "")

    def year(self, row: list[str]) -> int:
        """The academic year of a row. Raises CellError."""
        if self.year_cell is None:
            assert self.year_given is not None, "asked of the file before the first row"
            return self.year_given
        try:
            year = year_of_cell(self.year_cell(row), summer=self.year_column != "time_period")
        except CellError as error:
            raise CellError(f"{self.year_column} {error}") from error
        if self.year_given not in (None, year):
            raise CellError(f"is of {short(year)}, not of {short(self.year_given or 0)} as was said")
        return year

    def group(self, row: list[str]) -> str:
        """The group of pupils a row is about. Raises _Left for one that is not kept, or for several at once."""
        words = {normal(pick(row)) for pick in self.groups} - _EVERYBODY
        found = {GROUP_WORDS.get(word, "") for word in words} or {ALL}
        if len(found) > 1 or "" in found:
            raise _Left(OTHER_ROWS)
        return found.pop()

    def _figures(self) -> list[tuple[Heading, Picked]]:
        has_subject = not self.header.missing(["subject"])
        found = []
        for choices in headings():
            # Of several subjects under one heading, all count; of several names of one figure, the first.
            for heading in choices:
                if self.header.missing([heading.name]) or (heading.subject and not has_subject):
                    continue
                found.append((heading, self._pick(heading.name)))
                break
        if not found:
            raise FileRefused(
                "no column of it holds a figure that is kept here, such as PTRWM_EXP, P8MEA, PERCTOT or susp_rate."
            )
        return found

    def _pick(self, *names: str) -> Picked:
        for name in names:
            if not self.header.missing([name]):
                place = self.header.find(name)
                assert place is not None, "it is there"
                return lambda row: row[place]
        return lambda row: ""

    def _year_of_file(self, file_name: str) -> int:
        said, asked = year_of_name(file_name), self.scope.year
        if said is None and asked is None:
            raise FileRefused(
                "it does not say which academic year it is of: no column does (time_period, Academic Year), nor does"
                " its name, as “2022-2023_england_ks2final.csv” would. Say the year with"
                " the file (--year 2022/23 on the command line), or give the file such a name."
            )
        if asked is not None and said not in (None, asked):
            raise FileRefused(f"its name says {short(said or 0)}, and {short(asked)} was asked for.")
        return said if asked is None else asked  # type: ignore[return-value]

    def _place(self, level: str, funded: str, phase: str, row: list[str]) -> Whose:
        kind = _FUNDED.get(normal(funded)) if funded.strip() else self.unfunded
        spell = _PHASES.get(normal(phase))
        if kind is None or spell is None:
            raise _Left(OTHER_ROWS)
        if level == AUTHORITY:
            code = self.authority(row)
            if code != self.scope.authority or normal(funded) == "all schools":
                raise _Left(OTHER_AUTHORITIES if code != self.scope.authority else OTHER_ROWS)
            return Whose(AUTHORITY, la_code=code, phase=spell)
        return Whose(kind if self.has_level else level, phase=spell)

    def _school(self, row: list[str]) -> Whose:
        own = self.authority(row) in ("", self.scope.authority)
        if not self.urn(row).strip():
            return Whose(SCHOOL, urn=self._by_number(row, own=own))
        try:
            urn = fields.urn(self.urn(row))
        except CellError as error:
            if not own:
                raise _Left(OTHER_AUTHORITIES) from error
            raise CellError(f"URN {error}") from error
        # A URN that is not held is another school's, whatever number it shares with one of ours.
        if urn not in self.scope.held:
            raise _Left(NOT_HELD if own else OTHER_AUTHORITIES)
        return Whose(SCHOOL, urn=urn)

    def _by_number(self, row: list[str], *, own: bool) -> int:
        """The school with the number of a row that has no URN."""
        number = "".join(self.laestab(row).split("/")).strip().zfill(7)[3:] if self.laestab(row).strip() else ""
        number = number or self.estab(row).strip().zfill(4)
        found = self.schools.get((self.authority(row), number))
        if found is None:
            raise _Left(NOT_HELD if own else OTHER_AUTHORITIES)
        if isinstance(found, str):
            raise CellError(found)
        return found


def _numbers() -> dict[tuple[str, str], int | str]:
    """The school of each number: the open one, or the last that was; a sentence where two are open."""
    found: dict[tuple[str, str], int | str] = {}
    opened: dict[tuple[str, str], int] = {}
    rows = School.objects.exclude(establishment_number="").order_by("open_date", "urn")
    for urn, code, number, is_open in rows.values_list("urn", "la_code", "establishment_number", "is_open"):
        key = code, number
        opened[key] = opened.get(key, 0) + is_open
        if opened[key] > 1:
            found[key] = f"the number {code}/{number} belongs to several open schools, and there is no URN"
        elif is_open or not opened[key]:
            found[key] = urn
    return found


_SAID = ("key", "academic_year", "measure", "pupil_group", "value", "missing")
_OF = {"line": "integer", "school_id": "integer", "place": "text", "la_code": "text", "phase": "text"}


def load(cursor: CursorWrapper, table: Table, tally: Tally, scope: Scope, stamp: Stamp) -> Outcome:
    """Bring the figures of the schools held here, of the authority and of England up to date."""
    rows = _Rows(_Layout(table.header, scope, stamp.file_name))
    with staging(cursor, _OF | types_of(Indicator, _SAID)) as stage:
        rows.copy(table, stage, tally)
    if tally.authorities or not rows.taken:
        tally.check_authority(scope.authority)
    outcome = Outcome()
    for target in _targets(stamp):
        outcome += compare(cursor, target)
        write(cursor, target)
    return outcome


def _targets(stamp: Stamp) -> Iterator[Target]:
    stamps = {"source": f"Department for Education, {stamp.file_name}"[:200], "run_id": stamp.run}
    said = [column for column in _SAID if column != "key"]
    yield Target(
        model=Indicator, key="key", columns=["school_id", *said], stamps=stamps, condition="n.school_id IS NOT NULL"
    )
    yield Target(
        model=Comparator,
        key="key",
        columns=["place", "la_code", "phase", *said],
        stamps=stamps,
        condition="n.school_id IS NULL",
        label="CASE n.place WHEN 'authority' THEN 'Authority ' || n.la_code ELSE 'England' END",
    )


class _Rows:
    """The rows of a file on their way to the temporary table."""

    def __init__(self, layout: _Layout) -> None:
        self.layout = layout
        # The line of each figure that was taken.
        self.taken: dict[str, int] = {}
        self.present = academic_year(clock.today())

    def copy(self, table: Table, stage: Stage, tally: Tally) -> None:
        for line, row in table.rows(tally.misread):
            tally.read += 1
            try:
                whose = self.whose(row, tally)
                said = self.figures(row, whose)
                self.check_new(said)
            except _Left as left:
                tally.left_out[str(left)] += 1
                continue
            except CellError as error:
                tally.refuse(line, str(error))
                continue
            for key, values in said.items():
                self.taken[key] = line
                values["line"] = line
                stage.add("\t".join(encoded(values.get(column)) for column in (*_OF, *_SAID)))

    def whose(self, row: list[str], tally: Tally) -> Whose:
        """Whom a row is about; counts the authorities of the schools and authorities there are."""
        try:
            whose = self.layout.whose(row)
        except (_Left, CellError) as error:
            if str(error) != OTHER_ROWS:
                tally.authorities[self.layout.authority(row)] += 1
            raise
        if whose.place in (SCHOOL, AUTHORITY):
            tally.authorities[self.layout.scope.authority] += 1
        return whose

    def figures(self, row: list[str], whose: Whose) -> dict[str, dict[str, object]]:
        """The figures of a row by key. Raises CellError with everything that is wrong, and _Left."""
        year, group = self.layout.year(row), self.layout.group(row)
        if year > self.present:
            raise CellError(f"is of {short(year)}, which has not begun")
        subject, faults = normal(self.layout.subject(row)), []
        found: dict[str, dict[str, object]] = {}
        blank = True
        for heading, pick in self.layout.figures:
            # A column of its own for a group is said of the whole row only.
            if (heading.subject and normal(heading.subject) != subject) or (heading.group and group != ALL):
                continue
            try:
                value, missing = figure(pick(row), heading.measure.unit)
            except CellError as error:
                faults.append(f"{heading.name} {error}")
                continue
            blank = blank and missing == "blank"
            if whose.place == SCHOOL or missing != "blank":
                said = _figure(whose, year, heading.measure.slug, heading.group or group)
                found[str(said["key"])] = said | {"value": value, "missing": missing}
        if faults:
            raise CellError("; ".join(faults))
        if blank:
            raise _Left(NO_FIGURE)
        return found

    def check_new(self, said: Mapping[str, object]) -> None:
        for key in said:
            if key in self.taken:
                raise CellError(f"the same figures are in line {self.taken[key]} already")


def _figure(whose: Whose, year: int, measure: str, group: str) -> dict[str, object]:
    said: dict[str, object] = {"academic_year": year, "measure": measure, "pupil_group": group}
    if whose.place == SCHOOL:
        return said | {"key": f"{whose.urn}-{year}-{measure}-{group}", "school_id": whose.urn}
    place = "-".join(filter(None, (whose.place, whose.la_code, whose.phase)))
    return said | {
        "key": f"{place}-{year}-{measure}-{group}",
        "place": whose.place,
        "la_code": whose.la_code,
        "phase": whose.phase,
    }


def _owns(header: Header) -> bool:
    if not header.missing(["geographic_level"]):
        return True
    return header.missing(["URN"]) == [] and any(
        not header.missing([heading.name]) for choices in headings() for heading in choices
    )


REGISTER = Register(
    slug="performance",
    title="Results, absence and exclusions",
    unit="figures",
    reasons=(OTHER_AUTHORITIES, NOT_HELD, OTHER_ROWS, NO_FIGURE),
    owns=_owns,
    load=load,
    where="compare-school-performance.service.gov.uk and explore-education-statistics.service.gov.uk",
)
