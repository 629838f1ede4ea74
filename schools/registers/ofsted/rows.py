"""The inspections in each row of a file of Ofsted's, and rows that contradict each other."""

from collections.abc import Iterable, Mapping
from datetime import date

from ..table import fields
from ..table.fields import CellError, Field, Text, day
from ..table.loading import Stage, encoded
from ..table.reading import Header, Picker, Table
from ..table.register import OTHER_AUTHORITIES, Scope, Tally
from .layouts import DATE_OF_GRADE, TYPES, Block, Columns, Headings, Layout, heading_of

NOT_HELD = "not in the register of schools held here"
NO_INSPECTION = "no inspection in the row"

Column = tuple[Field, Picker]
Said = dict[str, object]

_PARSERS: Mapping[str, fields.Parser] = {
    "event_number": fields.event_number,
    "starts_on": day,
    "ends_on": day,
    "published_on": day,
    "withdrawn_on": day,
    "type_name": Text(100, fields.BLANK),
    "urn_at_time": fields.urn_or_none,
    "overall": fields.grade,
    "category": fields.category,
    "outcome": fields.outcome,
}
# The staged columns: where a row comes from, and what it may say.
FROM = {"line": "integer", "block": "text"}
LIFTS = "lifts_category"
COLUMNS = ("school_id", "event_number", "kind", *list(_PARSERS)[1:], LIFTS, "judgements")


class BlockColumns:
    """The columns of a block that a file really has."""

    def __init__(self, block: Block, header: Header, types: Iterable[Column]) -> None:
        self.block, self._types = block, tuple(types)
        self.number, *self.rest = [
            column
            for name, headings in block.columns.items()
            for column in found(header, name, headings, _PARSERS[name])
        ]
        self.judgements = _all(header, block.judgements, fields.judgement)
        self.graded_on = _all(header, block.graded_on, day)

    @property
    def names(self) -> list[str]:
        """What the file says of every inspection of the block, by the names of our columns."""
        return ["school_id", "kind", *(field.name for field, _ in self.rest)]

    @property
    def labels(self) -> list[str]:
        """The keys among the judgements that the file speaks of."""
        dates = [f"{field.name}{DATE_OF_GRADE}" for field, _ in self.graded_on]
        return [*(field.name for field, _ in self.judgements), *dates]

    @property
    def lacks_days_of_grades(self) -> bool:
        return bool(self.block.graded_on) and not self.graded_on

    def read(self, row: list[str], urn: int) -> Said:
        """What the block says of an inspection; nothing where it has no number. Raises CellError."""
        number = cell(self.number, row)
        if not number:
            return {}
        said: Said = {"event_number": number} | {column[0].name: cell(column, row) for column in self.rest}
        judgements = {column[0].name: value for column in self.judgements if (value := cell(column, row))}
        for column in self.graded_on:
            name, graded_on = column[0].name, cell(column, row)
            if name in judgements and isinstance(graded_on, date) and graded_on != said["starts_on"]:
                judgements[f"{name}{DATE_OF_GRADE}"] = graded_on.isoformat()
        said["judgements"] = judgements
        said["kind"] = self.block.kind(said, " ".join(str(cell(column, row)).lower() for column in self._types))
        if said.get("urn_at_time") == urn:
            said["urn_at_time"] = None
        return said | {"block": self.block.slug, "school_id": urn}


class Rows:
    """The rows of a file on their way to the temporary table."""

    def __init__(self, layout: Layout, header: Header, scope: Scope) -> None:
        self.scope = scope
        (self.urn,) = found(header, "urn", ("URN",), fields.urn)
        self.pick_laestab = header.picker(["LAESTAB"])
        self.last_category = found(header, "category", layout.last_category, fields.category)
        types = [column for each in TYPES for column in found(header, each, (each,), Text(200, fields.BLANK))]
        self.blocks = [
            BlockColumns(block, header, types)
            for block in layout.blocks
            if heading_of(header, block.number) and heading_of(header, block.starts_on)
        ]
        # The school and the line of each inspection that was taken.
        self.taken: dict[str, tuple[int, int]] = {}
        # Lines that were taken and turned out to contradict a later one.
        self.withdrawn: set[int] = set()
        # Inspections mentioned in passing; None where two rows name different schools.
        self.mentioned: dict[str, Said | None] = {}

    def copy(self, table: Table, stage: Stage, tally: Tally) -> None:
        for line, row in table.rows(tally.misread):
            tally.read += 1
            authority = fields.authority_of_laestab(str(self.pick_laestab(row)))
            tally.authorities[authority] += 1
            if reason := self.why_not(authority, row):
                tally.left_out[reason] += 1
                continue
            try:
                urn = int(str(cell(self.urn, row)))
                said, in_passing = self.inspections(row, urn)
            except CellError as error:
                tally.refuse(line, str(error))
                continue
            if not said and not in_passing:
                tally.left_out[NO_INSPECTION] += 1
            elif not self.contradicts(said, urn, line, tally):
                for number, each in said.items():
                    self.taken[number] = urn, line
                    self.stage(each | {"line": line}, stage)
                for number, each in in_passing.items():
                    self.mention(number, each | {"line": line})
        for number, mention in self.mentioned.items():
            if mention and number not in self.taken:
                self.stage(mention, stage)

    def stage(self, said: Said, stage: Stage) -> None:
        stage.add("\t".join(encoded(said.get(column)) for column in (*FROM, *COLUMNS)))

    def why_not(self, authority: str, row: list[str]) -> str:
        """Why a row is not wanted, or "". A school that is here is wanted, wherever it was counted."""
        own = authority in ("", self.scope.authority)
        try:
            held = cell(self.urn, row) in self.scope.held
        except CellError:
            held = own  # to be refused; what others wrote is not ours to mend
        if held:
            return ""
        return NOT_HELD if own else OTHER_AUTHORITIES

    def inspections(self, row: list[str], urn: int) -> tuple[dict[str, Said], dict[str, Said]]:
        """The inspections in a row by number, and those it mentions in passing. Of two that are the same
        the one with judgements holds, else the first."""
        of_its_own: dict[str, Said] = {}
        in_passing: dict[str, Said] = {}
        for columns in self.blocks:
            if not (said := columns.read(row, urn)):
                continue
            several, number = in_passing if columns.block.in_passing else of_its_own, str(said["event_number"])
            if number not in several or (said["judgements"] and not several[number]["judgements"]):
                several[number] = said
        if self.last_category:
            _tell_whether_lifted(of_its_own.values(), str(cell(self.last_category[0], row)))
        return of_its_own, in_passing

    def mention(self, number: str, said: Said) -> None:
        held = self.mentioned.setdefault(number, said)
        if held and held["school_id"] != said["school_id"]:
            self.mentioned[number] = None

    def contradicts(self, said: Iterable[str], urn: int, line: int, tally: Tally) -> bool:
        """Refuse a row with an inspection of an earlier row; that row too where it names another school."""
        reason = ""
        for number in said:
            other_urn, other_line = self.taken.get(number, (0, 0))
            if not other_line:
                continue
            same = other_urn == urn
            reason = (
                reason or f"inspection {number} is {'' if same else 'of another school '}in line {other_line} already"
            )
            if not same and other_line not in self.withdrawn:
                self.withdrawn.add(other_line)
                tally.refuse(other_line, f"inspection {number} is of another school in line {line}")
        if reason:
            tally.refuse(line, reason)
        return bool(reason)


def _tell_whether_lifted(inspections: Iterable[Said], category: str) -> None:
    """A category of the latest full inspection that the school is in no more was ended by the ungraded one
    after it. Where there is none after it the row cannot tell, and what is known stays."""
    told = list(inspections)
    short = next((each for each in told if each["block"] == "ungraded"), None)
    latest = max((each for each in told if each is not short), key=_starts_on, default=None)
    if short and latest and latest.get("category") and _starts_on(short) > _starts_on(latest):
        short[LIFTS] = not category


def _starts_on(said: Said) -> date:
    starts_on = said["starts_on"]
    assert isinstance(starts_on, date), "a row without a first day is refused"
    return starts_on


def found(header: Header, name: str, headings: Headings, parse: fields.Parser) -> list[Column]:
    """The column of a file under one of its headings, or none."""
    if not (heading := heading_of(header, headings)):
        return []
    return [
        (Field(name=name, headings=(heading,), parse=parse, required=name == "starts_on"), header.picker([heading]))
    ]


def _all(header: Header, columns: Columns, parse: fields.Parser) -> list[Column]:
    return [column for name, headings in columns.items() for column in found(header, name, headings, parse)]


def cell(column: Column, row: list[str]) -> object:
    """What a cell says. Raises CellError with the heading."""
    field, pick = column
    try:
        return field.read(pick(row))
    except CellError as error:
        raise CellError(f"{field.headings[0]} {error}") from error
