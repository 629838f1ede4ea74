"""Load the rows of a file into a table at once, writing only what is new or differs.

The rows are copied to a temporary table (`n` below), compared with what is stored (`o`), and
those that are new or differ are written by one statement. The others are not even locked:
ON CONFLICT … WHERE would mark every row it leaves alone.
"""

# Names of tables and columns come from the models, values only ever as parameters.
# ruff: noqa: S608

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from ...models import School
from .fields import URN_DIGITS, Cell, CellError, Field, Text, urn
from .register import SAMPLE, Change, Outcome

# The text that is sent to the database at a time.
BUFFER = 256 * 1024
# Different cells of a column that are remembered with what they become.
REMEMBERED = 10_000

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def wait_for_turn(cursor: CursorWrapper) -> None:
    """One file at a time: what is compared must still hold when it is written."""
    cursor.execute("SELECT pg_advisory_xact_lock(hashtext('schools.registers'))")


def next_id(cursor: CursorWrapper, model: type[models.Model]) -> int:
    """The id of a row that is written last, for rows before it that point to it."""
    cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
    return int(cursor.fetchone()[0])


def clear(cursor: CursorWrapper) -> None:
    """Drop the temporary tables before the transaction does, for a second file within it."""
    cursor.execute("DROP TABLE IF EXISTS pg_temp.register_stage, pg_temp.register_todo")


def encoded(value: object) -> str:
    """A value as PostgreSQL's COPY wants it."""
    match value:
        case None:
            return "\\N"
        case str():
            # Nearly all text needs no escape, and asking is faster than escaping.
            return value.translate(_ESCAPES) if "\\" in value or not value.isprintable() else value
        case date():
            return value.isoformat()
        case int() | Decimal():
            return str(value)
        case dict():
            return encoded(json.dumps(value, ensure_ascii=False))
    raise TypeError(type(value))


class Column:
    """A column on its way into the temporary table, many cells at a time."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.known = _Memory(field)
        # Text without special words stays as it is when it is well-formed, as nearly all is.
        self.plain = field.parse.limit if isinstance(field.parse, Text) and not field.parse.absent else 0
        # So do the numbers of schools, of which no two are the same, so that none would be remembered.
        self.is_urn = field.parse is urn

    def encoded(self, cells: Sequence[Cell]) -> Sequence[str]:
        """The cells for COPY. Raises CellError when one of them cannot be read."""
        if self.plain and _is_plain(texts := cast(Sequence[str], cells), self.plain, empty=not self.field.required):
            return texts
        if self.is_urn and _are_urns(texts := cast(Sequence[str], cells)):
            return texts
        return list(map(self.known.__getitem__, cells))

    def fault(self, cell: Cell) -> str:
        """What is wrong with a cell, or ""."""
        try:
            self.field.read(cell)
        except CellError as error:
            return f"{' and '.join(self.field.headings)} {error}"
        return ""


class _Memory(dict[Cell, str]):
    """What the cells of a column become. Most columns repeat a few values many thousand times."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def __missing__(self, cell: Cell) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        value = self[cell] = encoded(self.field.read(cell))
        return value


def _is_plain(cells: Sequence[str], limit: int, *, empty: bool) -> bool:
    """Whether every cell would be staged as it stands: asked of all cells in one text."""
    all_cells = f"|{'|'.join(cells)}|"
    return (
        all_cells.isprintable()
        and not any(mark in all_cells for mark in ("\\", "  ", "| ", " |"))
        and (empty or "||" not in all_cells)
        and max(map(len, cells)) <= limit
    )


def _are_urns(cells: Sequence[str]) -> bool:
    """Whether every cell is the number of a school as it would be staged: digits alone, no zero before them."""
    digits = "".join(cells)
    return digits.isascii() and digits.isdigit() and min(cells) >= "1" and max(map(len, cells)) <= URN_DIGITS


class Stage:
    """The temporary table, while rows are copied to it."""

    def __init__(self, copy: Any) -> None:
        self._copy = copy
        self._lines: list[str] = []
        self._size = 0

    def add(self, *lines: str) -> None:
        """Rows: encoded cells in the order of the columns, with tabs between them."""
        self._lines += lines
        self._size += sum(map(len, lines))
        if self._size > BUFFER:
            self.flush()

    def flush(self) -> None:
        if self._lines:
            self._copy.write("\n".join(self._lines) + "\n")
            self._lines.clear()
            self._size = 0


@contextmanager
def staging(cursor: CursorWrapper, types: Mapping[str, str]) -> Iterator[Stage]:
    """A new temporary table with columns of these names and types, open for rows."""
    _create(cursor, "register_stage", types)
    with cursor.copy(f"COPY pg_temp.register_stage ({', '.join(types)}) FROM STDIN") as copy:
        stage = Stage(copy)
        yield stage
        stage.flush()


def types_of(model: type[models.Model], columns: Sequence[str]) -> dict[str, str]:
    """The type of each column in the database."""
    types = {str(each.column): str(each.db_type(connection)) for each in model._meta.concrete_fields}
    return {column: types[column] for column in columns}


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where staged rows go, and what they may overwrite."""

    model: type[models.Model]
    key: str
    # What the file says of a row: compared, and overwritten where it differs.
    columns: Sequence[str]
    # Columns whose new value is not the staged one: SQL over n and o.
    merged: Mapping[str, str] = field(default_factory=dict)
    # Written with each row that is new or differs, never compared.
    stamps: Mapping[str, Any] = field(default_factory=dict)
    # Which of the staged rows.
    condition: str = "TRUE"
    values: Mapping[str, Any] = field(default_factory=dict)
    # What people call a row: SQL over n. Left out, the name of the row or of its school.
    label: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def named(self) -> str:
        if self.label:
            return self.label
        if "name" in self.columns:
            return "n.name"
        if "school_id" in (self.key, *self.columns):
            return f"(SELECT s.name FROM {School._meta.db_table} s WHERE s.urn = n.school_id)"
        return "NULL"

    def new(self, column: str) -> str:
        return self.merged.get(column, f"n.{column}")


def compare(cursor: CursorWrapper, target: Target) -> Outcome:
    """Note in register_todo which staged rows are new to the target and which differ."""
    key = target.key
    _create(cursor, "register_todo", types_of(target.model, [key]) | {"added": "boolean"})
    new, old = ", ".join(map(target.new, target.columns)), ", ".join(f"o.{c}" for c in target.columns)
    cursor.execute(
        f"""
        INSERT INTO pg_temp.register_todo
        SELECT n.{key}, o.{key} IS NULL
        FROM pg_temp.register_stage n LEFT JOIN {target.table} o ON o.{key} = n.{key}
        WHERE {target.condition} AND (o.{key} IS NULL OR ROW({new}) IS DISTINCT FROM ROW({old}))
        """,
        target.values,
    )
    # Without it the planner expects thousands of rows where there are a few, and reads whole tables for each.
    cursor.execute("ANALYZE pg_temp.register_todo")
    cursor.execute(
        f"""
        SELECT (SELECT count(*) FROM pg_temp.register_todo WHERE added),
               (SELECT count(*) FROM pg_temp.register_todo),
               (SELECT count(*) FROM pg_temp.register_stage n WHERE {target.condition})
        """,
        target.values,
    )
    added, written, staged = cursor.fetchone()
    sample = _sample(cursor, target) if written else ()
    return Outcome(added, written - added, staged - written, sample)


def _sample(cursor: CursorWrapper, target: Target) -> tuple[Change, ...]:
    """The first rows that `compare` found, those that overwrite something before the new ones."""
    key, columns = target.key, {f"name_{place}": column for place, column in enumerate(target.columns)}
    pairs = ", ".join(
        f"(%({name})s, to_jsonb(o.{column}), to_jsonb({target.new(column)}))" for name, column in columns.items()
    )
    cursor.execute(
        f"""
        SELECT t.{key}::text, {target.named}, t.added,
               (SELECT jsonb_object_agg(c.name, jsonb_build_array(c.old, c.new))
                FROM (VALUES {pairs}) AS c (name, old, new)
                WHERE NOT t.added AND c.old IS DISTINCT FROM c.new)
        FROM (SELECT {key}, added FROM pg_temp.register_todo ORDER BY added, {key} LIMIT {SAMPLE}) AS t
        JOIN pg_temp.register_stage n ON n.{key} = t.{key}
        LEFT JOIN {target.table} o ON o.{key} = t.{key}
        WHERE {target.condition}
        ORDER BY t.added, t.{key}
        """,
        {**target.values, **columns},
    )
    return tuple(Change(key, label or "", added, _read(differs)) for key, label, added, differs in cursor.fetchall())


def _read(differs: str | None) -> dict[str, tuple[Any, Any]]:
    """Django leaves jsonb of its own cursors as text."""
    return {column: (old, new) for column, (old, new) in json.loads(differs or "{}").items()}


def write(cursor: CursorWrapper, target: Target) -> None:
    """Write what `compare` found. What the file does not say of a new row is left blank."""
    key = target.key
    said = {key, *target.columns, *target.stamps}
    values = {column: target.new(column) for column in (key, *target.columns)}
    values |= {column: f"%({column})s" for column in target.stamps}
    values |= {
        each.column: _blank(each)
        for each in target.model._meta.concrete_fields
        if each.column and each.column not in said and not each.generated and not isinstance(each, models.AutoField)
    }
    updates = ", ".join(f"{column} = EXCLUDED.{column}" for column in (*target.columns, *target.stamps))
    cursor.execute(
        f"""
        INSERT INTO {target.table} ({", ".join(values)})
        SELECT {", ".join(values.values())}
        FROM pg_temp.register_stage n
        JOIN pg_temp.register_todo t ON t.{key} = n.{key}
        LEFT JOIN {target.table} o ON o.{key} = n.{key}
        ON CONFLICT ({key}) DO UPDATE SET {updates}
        """,
        {**target.values, **target.stamps},
    )


def _blank(column: "models.Field[Any, Any]") -> str:
    value = column.get_default()
    match value:
        case None:
            empty = "NULL"
        case dict() | list():
            empty = f"'{json.dumps(value)}'"
        case _:
            empty = f"'{value}'"
    return f"{empty}::{column.db_type(connection)}"


def _create(cursor: CursorWrapper, table: str, types: Mapping[str, str]) -> None:
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
    cursor.execute(f"CREATE TEMP TABLE {table} ({columns}) ON COMMIT DROP")
