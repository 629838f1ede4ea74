"""Read Ofsted's management information about schools' inspections.

Files of all inspections of a year or more, and of the latest inspections of every school, whose row
holds up to three; see `ofsted_layouts` for the columns and `schools.models.Inspection` for what is
kept. Each inspection stays in the terms of its day.
"""

# Names of columns come from the layouts, values only ever as parameters.
# ruff: noqa: S608

from collections.abc import Mapping
from typing import Any

from django.db.backends.utils import CursorWrapper

from ...models import Inspection
from ..table.loading import Target, compare, staging, types_of, write
from ..table.reading import Table
from ..table.register import OTHER_AUTHORITIES, Outcome, Register, Scope, Stamp, Tally
from . import adoption
from .layouts import DATE_OF_GRADE, layout_of
from .rows import COLUMNS, FROM, LIFTS, NO_INSPECTION, NOT_HELD, BlockColumns, Rows

# A grade with a day of its own is newer than what a file without such days says.
_GRADED_LATER = f"""
    coalesce((SELECT jsonb_object_agg(g.key, g.value) FROM jsonb_each(o.judgements) g
              WHERE o.judgements ? (g.key || '{DATE_OF_GRADE}')), '{{}}')
"""


def load(cursor: CursorWrapper, table: Table, tally: Tally, scope: Scope, stamp: Stamp) -> Outcome:
    """Bring the inspections of the schools held here up to date."""
    rows = Rows(layout_of(table.header), table.header, scope)
    with staging(cursor, FROM | types_of(Inspection, COLUMNS)) as stage:
        rows.copy(table, stage, tally)
    tally.check_authority(scope.authority)
    cursor.execute("DELETE FROM pg_temp.register_stage WHERE line = ANY(%s)", [sorted(rows.withdrawn)])
    stamps = {"source": f"Ofsted management information, {stamp.file_name}"[:200], "run_id": stamp.run}
    adopted = adoption.adopt(cursor, stamps)
    outcome = Outcome()
    for columns in rows.blocks:
        target = _target(columns, stamps, tells_lifts=bool(rows.last_category))
        outcome += compare(cursor, target)
        write(cursor, target)
    return outcome + adoption.record(adopted, stamp)


def _target(columns: BlockColumns, stamps: Mapping[str, Any], *, tells_lifts: bool) -> Target:
    """A block overwrites what it has columns for, and nothing that a person corrected."""
    said = {name: f"n.{name}" for name in columns.names}
    if columns.labels:
        said["judgements"] = "(coalesce(o.judgements, '{}') - %(labels)s::text[]) || n.judgements"
    if columns.lacks_days_of_grades:
        said["judgements"] += f" || {_GRADED_LATER}"
    if tells_lifts:
        said[LIFTS] = f"coalesce(n.{LIFTS}, o.{LIFTS}, FALSE)"
    merged = {name: f"CASE WHEN o.corrected ? '{name}' THEN o.{name} ELSE {value} END" for name, value in said.items()}
    if "withdrawn_on" in merged:
        # One that a person withdrew stays so, whatever the file says.
        merged["withdrawn_on"] = "coalesce(o.withdrawn_on, n.withdrawn_on)"
    return Target(
        model=Inspection,
        key="event_number",
        columns=list(merged),
        merged=merged,
        stamps=stamps,
        condition="n.block = %(block)s",
        values={"block": columns.block.slug, "labels": columns.labels},
    )


REGISTER = Register(
    slug="ofsted",
    title="Ofsted inspections",
    unit="inspections",
    reasons=(OTHER_AUTHORITIES, NOT_HELD, NO_INSPECTION),
    owns=lambda header: not header.missing(["URN", "LAESTAB", "School name"]),
    load=load,
    where="“Management information: state-funded schools” among Ofsted's statistics on GOV.UK",
)
