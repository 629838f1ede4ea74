"""Read GIAS's file of links: which school followed which.

A change is told twice, in a row of the school that ended and in one of the school that followed.
Both become one link, with the day that each row gives: the two often differ.
"""

from dataclasses import dataclass
from datetime import date

from django.db.backends.utils import CursorWrapper

from ...models import SchoolLink
from ..table import fields
from ..table.archive import FileRefused
from ..table.fields import BLANK, CellError, Field, Text, day
from ..table.loading import Target, compare, encoded, staging, types_of, write
from ..table.reading import Header, Picker, Table
from ..table.register import OTHER_AUTHORITIES, Outcome, Register, Scope, Stamp, Tally

NO_SUCCESSION = "links of another kind, by which no school follows another"

Kind = SchoolLink.Kind
# What may stand behind "Predecessor" or "Successor". The rest of the register's words for links
# (results of an amalgamation, sixth form centres, expansions, closures, other) give no direction
# or join schools that go on side by side.
KINDS = {
    "": Kind.SUCCESSION,
    "merged": Kind.MERGER,
    "amalgamated": Kind.AMALGAMATION,
    "split school": Kind.SPLIT,
}
PREDECESSOR, SUCCESSOR = "predecessor", "successor"

_NEEDED = ("URN", "LinkURN", "LinkType")
_FIELDS = (
    Field(name="urn", headings=("URN",), parse=fields.urn),
    Field(name="other", headings=("LinkURN",), parse=fields.urn),
    Field(name="name", headings=("LinkName",), parse=Text(200, BLANK)),
    Field(name="dated", headings=("LinkEstablishedDate",), parse=day),
)
_COLUMNS = (
    "key",
    "predecessor_urn",
    "successor_urn",
    "kind",
    "predecessor_name",
    "successor_name",
    "dated_by_predecessor",
    "dated_by_successor",
)


@dataclass
class _Link:
    """A link as far as it has been read, and the line of each of its rows by the school whose row it is."""

    values: dict[str, object]
    lines: dict[str, int]


def load(cursor: CursorWrapper, table: Table, tally: Tally, scope: Scope, stamp: Stamp) -> Outcome:
    """Bring the links of the schools held here up to date."""
    if missing := table.header.missing(_NEEDED):
        raise FileRefused(f"these columns are missing: {', '.join(missing)}.")
    rows = _Rows(table.header, scope)
    rows.read(table, tally)
    if not tally.read:
        raise FileRefused("the file has a header and no rows.")
    if not rows.links and not tally.refused and not tally.left_out[NO_SUCCESSION]:
        raise FileRefused(
            f"none of the {tally.read} rows is of a school held here. Read the register of schools (gias) in first."
        )
    with staging(cursor, types_of(SchoolLink, _COLUMNS)) as stage:
        for link in rows.links.values():
            stage.add("\t".join(encoded(link.values.get(column, _EMPTY.get(column))) for column in _COLUMNS))
    label = "coalesce(nullif(n.predecessor_name, ''), n.predecessor_urn::text)"
    target = Target(model=SchoolLink, key="key", columns=_COLUMNS[1:], label=label)
    outcome = compare(cursor, target)
    write(cursor, target)
    return outcome


# What only one of the two rows says may not be there.
_EMPTY = {"predecessor_name": "", "successor_name": ""}


class _Rows:
    """The rows of a file, made into links."""

    def __init__(self, header: Header, scope: Scope) -> None:
        self.held = scope.held
        self.columns: dict[str, tuple[Field, Picker]] = {
            field.name: (field, header.picker(field.headings))
            for field in _FIELDS
            if not header.missing(field.headings)
        }
        self.pick_type = header.picker(("LinkType",))
        self.links: dict[str, _Link] = {}

    def read(self, table: Table, tally: Tally) -> None:
        for line, row in table.rows(tally.misread):
            tally.read += 1
            try:
                reason = self.take(line, row)
            except CellError as error:
                tally.refuse(line, str(error))
                continue
            if reason:
                tally.left_out[reason] += 1

    def take(self, line: int, row: list[str]) -> str:
        """Record a row. Returns why it is left out, or "". Raises CellError."""
        urn, other = self.cell("urn", row), self.cell("other", row)
        if urn not in self.held and other not in self.held:
            return OTHER_AUTHORITIES
        end, kind = direction(str(self.pick_type(row)))
        if not kind:
            return NO_SUCCESSION
        if urn == other:
            raise CellError(f"school {urn} would follow itself")
        # The row of the school that ended says its successor, and the other way round.
        own = PREDECESSOR if end == SUCCESSOR else SUCCESSOR
        said = {f"{end}_name": self.cell("name", row) or "", f"dated_by_{own}": self.cell("dated", row)}
        predecessor, successor = (urn, other) if own == PREDECESSOR else (other, urn)
        key = f"{predecessor}-{successor}"
        values: dict[str, object] = {
            "key": key,
            "predecessor_urn": predecessor,
            "successor_urn": successor,
            "kind": kind,
        }
        link = self.links.setdefault(key, _Link(values, {}))
        if own in link.lines:
            raise CellError(f"school {other} is the {end} of {urn} in line {link.lines[own]} already")
        link.values |= said
        link.lines[own] = line
        # One of the two rows is often less exact.
        if link.values["kind"] == Kind.SUCCESSION:
            link.values["kind"] = kind
        return ""

    def cell(self, name: str, row: list[str]) -> int | str | date | None:
        if name not in self.columns:
            return None
        field, pick = self.columns[name]
        try:
            return field.read(pick(row))  # type: ignore[return-value]
        except CellError as error:
            raise CellError(f"{field.headings[0]} {error}") from error


def direction(link_type: str) -> tuple[str, str]:
    """Whether a link names a predecessor or a successor, and the kind of the change; "" for any other kind."""
    end, _, how = fields.tidy(link_type).lower().partition(" - ")
    if end not in (PREDECESSOR, SUCCESSOR):
        return end, ""
    return end, KINDS.get(how, "")


REGISTER = Register(
    slug="links",
    title="Links between schools (GIAS)",
    unit="links",
    reasons=(OTHER_AUTHORITIES, NO_SUCCESSION),
    owns=lambda header: not header.missing(_NEEDED),
    load=load,
    where="the file links_edubasealldata among the downloads of Get Information about Schools",
)
