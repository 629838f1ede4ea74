"""Record what a reading of the register changes at schools, and since when each has its type.

Said in a few statements for all schools at once: n is a staged row, o the stored school before
it is written, t the note that it is new or differs (see `loading`), p a spell of a type.
"""

# Names of tables and columns come from the models, values only ever as parameters.
# ruff: noqa: S608

from collections.abc import Mapping
from typing import Any

from django.db.backends.utils import CursorWrapper

from sil import clock
from sil.audit import events
from sil.audit.models import Event

from ...models import School, TypeSpell
from ..table.loading import Target
from ..table.register import Stamp

_EVENT = Event._meta.db_table
_SCHOOL = School._meta.db_table
_SPELL = TypeSpell._meta.db_table


def record_changes(cursor: CursorWrapper, target: Target, labels: Mapping[str, str], stamp: Stamp) -> None:
    """One event for each school that is about to change in a column with a label: old and new values."""
    kind = events.KINDS["school.register_changed"].slug
    values: dict[str, Any] = {
        "at": clock.now(),
        "kind": kind,
        "actor_id": str(stamp.by.pk) if stamp.by else "",
        "actor_name": stamp.by.name if stamp.by else events.SYSTEM,
    }
    rows = []
    for place, column in enumerate(column for column in target.columns if column in labels):
        values |= {f"name_{place}": column, f"label_{place}": labels[column]}
        old, new = f"to_jsonb(o.{column})", f"to_jsonb({target.new(column)})"
        rows.append(f"({place}, %(name_{place})s, %(label_{place})s, {old}, {new})")
    cursor.execute(
        f"""
        INSERT INTO {_EVENT} (at, kind, subject_table, subject_id, scope, actor_id, actor_name, reason, data)
        SELECT %(at)s, %(kind)s, '{_SCHOOL}', n.urn, 'school:' || n.urn, %(actor_id)s, %(actor_name)s, '',
               jsonb_build_object('what', l.what || ' changed', 'old', d.old, 'new', d.new)
        FROM pg_temp.register_todo t
        JOIN pg_temp.register_stage n ON n.urn = t.urn
        JOIN {_SCHOOL} o ON o.urn = t.urn
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(c.name, c.old) AS old, jsonb_object_agg(c.name, c.new) AS new,
                   array_agg(c.label ORDER BY c.place) AS labels
            FROM (VALUES {", ".join(rows)}) AS c (place, name, label, old, new)
            WHERE c.old IS DISTINCT FROM c.new
        ) AS d
        CROSS JOIN LATERAL (
            SELECT regexp_replace(string_agg(label, ', ' ORDER BY first), ', ([^,]*)$', ' and \\1') AS what
            FROM (
                SELECT label, min(place) AS first
                FROM unnest(d.labels) WITH ORDINALITY AS u (label, place)
                GROUP BY label
            ) AS once
        ) AS l
        WHERE d.labels IS NOT NULL
        """,
        values,
    )


def begin_types(cursor: CursorWrapper) -> None:
    """A present spell of the stored type for each school of the reading that has none.

    It begins on the day after the last one, or when the school opened. Asked before the schools
    are written too, so that one that came without a spell keeps the type it had.
    """
    cursor.execute(
        f"""
        INSERT INTO {_SPELL} (school_id, type_code, type_name, group_code, starts_on)
        SELECT s.urn, s.type_code, s.type_name, s.group_code, coalesce(max(p.ends_on) + 1, s.open_date)
        FROM pg_temp.register_todo t
        JOIN {_SCHOOL} s ON s.urn = t.urn
        LEFT JOIN {_SPELL} p ON p.school_id = s.urn
        GROUP BY s.urn
        HAVING count(*) FILTER (WHERE p.id IS NOT NULL AND p.ends_on IS NULL) = 0
        ORDER BY s.urn
        """
    )


def end_types(cursor: CursorWrapper, *, dated: bool) -> None:
    """End the present spell of each school whose type has changed, on the day before the change.

    The change is dated by the register (`dated`: the file says when it last changed a school)
    where that lies after the spell began and not in the future, else by today. A spell that
    begins today or later never held, so it takes the new type itself.
    """
    said = "s.changed_in_register_on" if dated else "NULL::date"
    turned = f"""
        FROM pg_temp.register_todo t, {_SCHOOL} s
        WHERE s.urn = t.urn AND p.school_id = s.urn AND p.ends_on IS NULL
          AND (p.type_code, p.group_code) IS DISTINCT FROM (s.type_code, s.group_code)
    """
    today = {"today": clock.today()}
    cursor.execute(
        f"""
        UPDATE {_SPELL} p SET type_code = s.type_code, type_name = s.type_name, group_code = s.group_code
        {turned} AND p.starts_on >= %(today)s
        """,
        today,
    )
    cursor.execute(
        f"""
        UPDATE {_SPELL} p
        SET ends_on = CASE WHEN {said} > coalesce(p.starts_on, '-infinity') AND {said} <= %(today)s
                           THEN {said} ELSE %(today)s::date END - 1
        {turned}
        """,
        today,
    )
