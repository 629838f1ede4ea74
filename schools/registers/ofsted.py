"""What does Ofsted's management information say of each school's inspections?

Three layouts of files are read: all inspections of a year (2013/14), and the latest inspections
of every school, until August 2024 and from September 2024. A row of the latter holds up to three
inspections: the latest graded, the latest ungraded and the one graded before. They are kept in
the terms of their day; see `schools.models.Inspection`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.backends.utils import CursorWrapper

from ..models import Inspection
from . import fields
from .fields import CellError, Field, Text, day
from .loading import Stage, Target, compare, encoded, staging, types_of, write
from .reading import FileRefused, Header, Picker, Table
from .register import OTHER_AUTHORITIES, Outcome, Register, Scope, Stamp, Tally

NOT_HELD = "not in the register of schools held here"
NO_INSPECTION = "no inspection in the row"
GRADED, UNGRADED = Inspection.Kind.GRADED.value, Inspection.Kind.UNGRADED.value


@dataclass(frozen=True, kw_only=True)
class Block:
    """The columns of a row that together say one inspection."""

    slug: str
    # Blank where the type of the inspection decides.
    kind: str = ""
    number: str
    starts_on: str
    # column of ours -> heading
    more: Mapping[str, str]
    # label -> heading
    judgements: Mapping[str, str]

    @property
    def fields(self) -> tuple[Field, ...]:
        named = {"event_number": self.number, "starts_on": self.starts_on, **self.more}
        return tuple(
            Field(name=name, headings=(heading,), parse=_PARSERS[name], required=name == "starts_on")
            for name, heading in named.items()
        )


@dataclass(frozen=True)
class Layout:
    """A kind of file: the blocks of a row. Where two say one inspection, the earlier holds."""

    name: str
    blocks: tuple[Block, ...]
    # What tells it from the others.
    needs: tuple[str, ...]


_PARSERS: Mapping[str, fields.Parser] = {
    "event_number": fields.event_number,
    "starts_on": day,
    "ends_on": day,
    "published_on": day,
    "type_name": Text(100, fields.BLANK),
    "urn_at_time": fields.urn_or_none,
    "overall": fields.grade,
    "category": fields.category,
    "outcome": fields.outcome,
}

_OF_2013 = (
    "Achievement of pupils",
    "Behaviour and safety of pupils",
    "Quality of teaching",
    "Leadership and management",
    "Overall effectiveness of the residential or boarding provision",
    "Outcomes for residential or boarding pupils",
    "The quality of residential or boarding provision and care",
    "Residential or boarding pupil's safety",
    "Leadership and management of the residential or boarding provision",
)
_OF_2019 = (
    "Quality of education",
    "Behaviour and attitudes",
    "Personal development",
    "Effectiveness of leadership and management",
    "Safeguarding is effective?",
    "Early years provision (where applicable)",
    "Sixth form provision (where applicable)",
)


def _latest(*, full: str, short: str, block: str) -> tuple[Block, ...]:
    """The blocks of a file of latest inspections; Ofsted's words for them changed in 2024."""
    return (
        Block(
            slug="latest",
            kind=GRADED,
            number=f"Inspection number of latest {full} inspection",
            starts_on="Inspection start date",
            more={
                "ends_on": "Inspection end date",
                "published_on": "Publication date",
                "type_name": "Inspection type",
                "urn_at_time": f"URN at time of latest {full} inspection",
                "overall": "Overall effectiveness",
                "category": "Category of concern",
            },
            judgements={label: label for label in _OF_2019},
        ),
        Block(
            slug="previous",
            kind=GRADED,
            number=f"Previous {full} inspection number",
            starts_on="Previous inspection start date",
            more={
                "ends_on": "Previous inspection end date",
                "published_on": "Previous publication date",
                "urn_at_time": f"URN at time of previous {full} inspection",
                "overall": f"Previous {full} inspection overall effectiveness",
                "category": "Previous category of concern",
            },
            judgements={label: f"Previous {label}" for label in _OF_2019},
        ),
        Block(
            slug="ungraded",
            kind=UNGRADED,
            number=f"Latest {short} inspection number since last {full} inspection",
            starts_on=f"Date of latest {short} inspection",
            more={
                "published_on": f"{block} inspection publication date",
                "urn_at_time": f"URN at time of the {short} inspection",
                "outcome": f"{block} inspection overall outcome",
            },
            judgements={},
        ),
    )


LAYOUTS = (
    Layout(
        "all inspections of a year",
        (
            Block(
                slug="inspection",
                number="Inspection number",
                starts_on="Inspection start date",
                more={
                    "ends_on": "Inspection end date",
                    "published_on": "Publication date",
                    "type_name": "Inspection type",
                    "overall": "Overall effectiveness",
                    "category": "Category of concern",
                },
                judgements={label: label for label in _OF_2013},
            ),
        ),
        ("Inspection number", "Inspection start date", "Inspection type", "Overall effectiveness"),
    ),
    Layout(
        "latest inspections until August 2024",
        _latest(full="full", short="section 8", block="Section 8"),
        ("Inspection number of latest full inspection", "Inspection start date", "Overall effectiveness"),
    ),
    Layout(
        "latest inspections from September 2024",
        _latest(full="graded", short="ungraded", block="Ungraded"),
        ("Inspection number of latest graded inspection", "Inspection start date", "Overall effectiveness"),
    ),
)
_ALWAYS = ("URN", "LAESTAB")
# Report cards, from November 2025: other areas, other words, no overall grade.
_REPORT_CARD = "Safeguarding standards"


def layout_of(header: Header) -> Layout:
    """Which layout a header is of. Raises FileRefused naming what is missing."""
    if not header.missing([_REPORT_CARD]):
        raise FileRefused(
            "the file is in Ofsted's layout of report cards (since November 2025), which is not read yet."
        )
    lacking = [(header.missing([*_ALWAYS, *layout.needs]), layout) for layout in LAYOUTS]
    missing, nearest = min(lacking, key=lambda each: len(each[0]))
    if missing:
        raise FileRefused(f"these columns are missing ({nearest.name}): {', '.join(missing)}.")
    return nearest


def kind_of(type_name: str, overall: str) -> str:
    """Graded or not, where only the type of the inspection says so.

    An inspection under section 8 that led to grades was treated as one under section 5
    (Education Act 2005 s9): "s8ds5" is section 8 deemed section 5, and of the 472 "s8 NFD due to
    concern" of 2013/14 every one has a full set of grades. Later files list them as graded.
    """
    words = type_name.lower()
    return GRADED if overall or "s5" in words or "section 5" in words else UNGRADED


# The staged columns: where a row comes from, and what it may say.
_FROM = {"line": "integer", "block": "text"}
_COLUMNS = ("school_id", "event_number", "kind", *list(_PARSERS)[1:], "judgements")


def load(cursor: CursorWrapper, table: Table, tally: Tally, scope: Scope, stamp: Stamp) -> Outcome:
    """Bring the inspections of the schools held here up to date."""
    layout = layout_of(table.header)
    rows = _Rows(layout, table.header, scope)
    with staging(cursor, _FROM | types_of(Inspection, _COLUMNS)) as stage:
        rows.copy(table, stage, tally)
    tally.check_authority(scope.authority)
    cursor.execute("DELETE FROM pg_temp.register_stage WHERE line = ANY(%s)", [sorted(rows.withdrawn)])
    outcome = Outcome()
    for columns in rows.blocks:
        target = columns.target(stamp)
        outcome += compare(cursor, target)
        write(cursor, target)
    return outcome


class _Columns:
    """The columns of a block that a file really has."""

    def __init__(self, block: Block, header: Header) -> None:
        self.block = block
        judged = [
            Field(name=label, headings=(heading,), parse=fields.judgement)
            for label, heading in block.judgements.items()
        ]
        self.fields, self.judgements = (
            [(each, header.picker(each.headings)) for each in several if not header.missing(each.headings)]
            for several in (block.fields, judged)
        )

    def target(self, stamp: Stamp) -> Target:
        """A block overwrites what it has columns for, and nothing else."""
        merged = {}
        if self.judgements:
            merged["judgements"] = "(coalesce(o.judgements, '{}') - %(labels)s::text[]) || n.judgements"
        return Target(
            model=Inspection,
            key="event_number",
            columns=["school_id", "kind", *(field.name for field, _ in self.fields[1:]), *merged],
            merged=merged,
            stamps={"source": f"Ofsted management information, {stamp.file_name}"[:200], "run_id": stamp.run},
            condition="n.block = %(block)s",
            values={"block": self.block.slug, "labels": [field.name for field, _ in self.judgements]},
        )

    def read(self, row: list[str], urn: int) -> dict[str, object]:
        """What the block says of an inspection; nothing where it has no number. Raises CellError."""
        if not _cell(self.fields[0], row):
            return {}
        said = {each[0].name: _cell(each, row) for each in self.fields}
        given = {each[0].name: _cell(each, row) for each in self.judgements}
        said["kind"] = self.block.kind or kind_of(str(said["type_name"]), str(said["overall"]))
        said["judgements"] = {label: value for label, value in given.items() if value}
        if said.get("urn_at_time") == urn:
            said["urn_at_time"] = None
        return said | {"block": self.block.slug, "school_id": urn}


class _Rows:
    """The rows of a file on their way to the temporary table."""

    def __init__(self, layout: Layout, header: Header, scope: Scope) -> None:
        self.scope = scope
        self.urn = Field(name="urn", headings=("URN",), parse=fields.urn), header.picker(["URN"])
        self.pick_laestab = header.picker(["LAESTAB"])
        present = [block for block in layout.blocks if not header.missing([block.number, block.starts_on])]
        self.blocks = [_Columns(block, header) for block in present]
        # The school and the line of each inspection that was taken.
        self.taken: dict[str, tuple[int, int]] = {}
        # Lines that were taken and turned out to contradict a later one.
        self.withdrawn: set[int] = set()

    def copy(self, table: Table, stage: Stage, tally: Tally) -> None:
        for line, row in table.rows(tally.misread):
            tally.read += 1
            authority = fields.authority_of_laestab(str(self.pick_laestab(row)))
            tally.authorities[authority] += 1
            if reason := self.why_not(authority, row):
                tally.left_out[reason] += 1
                continue
            try:
                urn = int(str(_cell(self.urn, row)))
                found = self.inspections(row, urn)
            except CellError as error:
                tally.refuse(line, str(error))
                continue
            if not found:
                tally.left_out[NO_INSPECTION] += 1
            elif not self.contradicts(found, urn, line, tally):
                for number, said in found.items():
                    self.taken[number] = urn, line
                    said["line"] = line
                    stage.add("\t".join(encoded(said.get(column)) for column in (*_FROM, *_COLUMNS)))

    def why_not(self, authority: str, row: list[str]) -> str:
        """Why a row is not wanted, or "". A school that is here is wanted, wherever it was counted."""
        own = authority in ("", self.scope.authority)
        try:
            held = _cell(self.urn, row) in self.scope.held
        except CellError:
            held = own  # to be refused; what others wrote is not ours to mend
        if held:
            return ""
        return NOT_HELD if own else OTHER_AUTHORITIES

    def inspections(self, row: list[str], urn: int) -> dict[str, dict[str, object]]:
        """The inspections in a row by number; of two with one number the first holds."""
        found: dict[str, dict[str, object]] = {}
        for columns in self.blocks:
            said = columns.read(row, urn)
            if said:
                found.setdefault(str(said["event_number"]), said)
        return found

    def contradicts(self, found: Iterable[str], urn: int, line: int, tally: Tally) -> bool:
        """Refuse a row with an inspection of an earlier row; that row too where it names another school."""
        reason = ""
        for number in found:
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


def _cell(column: tuple[Field, Picker], row: list[str]) -> object:
    field, pick = column
    try:
        return field.read(pick(row))
    except CellError as error:
        raise CellError(f"{field.headings[0]} {error}") from error


REGISTER = Register(
    slug="ofsted",
    title="Ofsted inspections",
    unit="inspections",
    reasons=(OTHER_AUTHORITIES, NOT_HELD, NO_INSPECTION),
    owns=lambda header: not header.missing(["URN", "LAESTAB", "School name"]),
    load=load,
)
