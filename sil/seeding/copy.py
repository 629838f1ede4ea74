"""Copy rows within the database: one statement for each table, whatever the number of copies.

Each copy has keys of its own, and what points at a copied row points at its copy. Guards, histories and foreign keys
are the database's to keep; here it is told to take what it is given, since every row is a copy of one that it took.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from .reach import Rows
from .tables import FIXED, Model, copied_models, declared, table_of

PLACES = ("Ash", "Birch", "Brook", "Clay", "Cold", "Elder", "Fern", "Gorse", "Hazel", "Hill", "Holm", "Lime", "Maple")
ENDINGS = ("bridge", "combe", "field", "ford", "gate", "ham", "hurst", "ley", "mere", "side", "stead", "ton", "wick")
# The name of a place for a copy, by its number.
PLACE = (
    f"(ARRAY{list(PLACES)})[1 + n %% {len(PLACES)}] || (ARRAY{list(ENDINGS)})[1 + n / {len(PLACES)} %% {len(ENDINGS)}]"
)
Strides = Mapping[Model, int]


@dataclass(frozen=True)
class Copies:
    """Copies from number `first` to `last`.

    Of `rows`, they are earlier years of the same schools: with each number their days lie `days` further back, and
    their academic year one. Without `rows`, they are further schools with people and records of their own: all that
    there is but the rows of `but`, each beside the SQL of the numbers `n` that do without them.
    """

    first: int
    last: int
    rows: Rows | None = None
    but: tuple[tuple[str, Rows], ...] = ()
    days: int = 0

    @property
    def schools(self) -> bool:
        return self.rows is None


@contextmanager
def unguarded() -> Iterator[None]:
    """Have no trigger and no foreign key looked at, and no index kept up, until the block ends. In a transaction; the
    role of the database must be allowed to set `session_replication_role`."""
    with connection.cursor() as cursor:
        # What was written in this transaction so far is checked now: a table with a check to come takes no index.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)"
            " FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            " WHERE NOT (i.indisunique OR i.indisexclusion) AND c.relnamespace = 'public'::regnamespace"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)))
        yield
        for _, definition in indexes:
            cursor.execute(definition)


def strides() -> Strides:
    """How far apart the keys of a row's copies are, for each table whose keys are numbers. Asked for once, before the
    first copy of several."""
    return {model: _stride(model) for model in copied_models() if isinstance(model._meta.pk, models.IntegerField)}


def copy(copies: Copies, strides: Strides) -> int:
    """Copy the rows of every table; returns how many were made."""
    if copies.last < copies.first:
        return 0
    made, chosen = 0, _chosen(copies)
    with connection.cursor() as cursor:
        for model in copied_models():
            if model in copies.rows if copies.rows is not None else not table_of(model).shared:
                cursor.execute(_statement(model, copies, strides), chosen)
                made += cursor.rowcount
    return made


def set_sequences() -> None:
    """Have the next key of each table follow the last."""
    with connection.cursor() as cursor:
        for model in copied_models():
            key = model._meta.pk
            if isinstance(key, models.AutoField | models.BigAutoField):
                cursor.execute(
                    sql.SQL("SELECT setval(pg_get_serial_sequence({}, {}), max({}) + 1, false) FROM {}").format(
                        sql.Literal(model._meta.db_table),
                        sql.Literal(key.column),
                        sql.Identifier(str(key.column)),
                        sql.Identifier(model._meta.db_table),
                    )
                )


def _stride(model: Model) -> int:
    found = model._base_manager.aggregate(low=models.Min("pk"), high=models.Max("pk"))
    return int(found["high"] - found["low"] + 1) if found["high"] is not None else 1


def _chosen(copies: Copies) -> dict[str, Any]:
    """The keys that the statements ask for, by the name of their parameter."""
    named = [("rows", copies.rows or {}), *((f"but_{place}", rows) for place, (_, rows) in enumerate(copies.but))]
    return {_parameter(name, model): list(keys) for name, rows in named for model, keys in rows.items()}


def _parameter(which: str, model: Model) -> str:
    return f"{which}_{model._meta.db_table}"


def _statement(model: Model, copies: Copies, strides: Strides) -> sql.Composed:
    """INSERT … SELECT of one table."""
    columns: list[Any] = [field for field in model._meta.local_fields if not field.generated]
    key = _column(model._meta.pk)
    wanted: list[sql.Composable] = [sql.SQL("true")]
    if copies.rows is not None:
        wanted.append(sql.SQL("{} = ANY({})").format(key, sql.Placeholder(_parameter("rows", model))))
    else:
        wanted += [_of_no_shared(_column(model._meta.get_field(named))) for named, _ in table_of(model).pointers]
    for place, (numbers, rows) in enumerate(copies.but):
        if model in rows:
            left_out = sql.Placeholder(_parameter(f"but_{place}", model))
            wanted.append(sql.SQL("NOT ({} AND {} = ANY({}))").format(sql.SQL(numbers), key, left_out))
    return sql.SQL(
        "INSERT INTO {} ({}) SELECT {} FROM {} AS t CROSS JOIN generate_series({}, {}) AS n WHERE {}"
    ).format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join([sql.Identifier(field.column) for field in columns]),
        sql.SQL(", ").join(_value(model, field, copies, strides) for field in columns),
        sql.Identifier(model._meta.db_table),
        sql.Literal(copies.first),
        sql.Literal(copies.last),
        sql.SQL(" AND ").join(wanted),
    )


def _of_no_shared(named: sql.Composable) -> sql.Composable:
    """That a row does not belong to one which is the same for every school: such as a period of it, which runs once."""
    tables = [model._meta.db_table for model in copied_models() if table_of(model).shared]
    return sql.SQL("{} <> ALL({})").format(named, sql.Literal(tables))


def _value(model: Model, field: Any, copies: Copies, strides: Strides) -> sql.Composable:
    """The SQL of a column of a copy."""
    column, table = _column(field), table_of(model)
    if field.name in table.apart and (copies.schools or field.unique):
        return sql.SQL(_with_strides(_apart(table.apart[field.name], copies), strides))
    if field.primary_key and not field.is_relation:
        return _moved(model, column, copies, strides)
    if isinstance(field, models.ForeignKey):
        return _followed(field.related_model, column, copies, strides)
    if field.name in table.keys:
        return _followed(apps.get_model(table.keys[field.name]), column, copies, strides)
    if copies.schools and field.name in table.people:
        moved = _moved(apps.get_model("accounts.User"), sql.SQL("{}::bigint").format(column), copies, strides)
        return sql.SQL("CASE WHEN {0} ~ '^[0-9]+$' THEN ({1})::text ELSE {0} END").format(column, moved)
    if copies.schools and field.name in table.scopes:
        return _scope(column, copies, strides)
    for named, pointed in table.pointers:
        if field.name == pointed:
            return _pointer(_column(model._meta.get_field(named)), field, copies, strides)
    return _earlier(field, column, copies)


def _column(field: Any) -> sql.Identifier:
    return sql.Identifier("t", field.column)


def _with_strides(template: str, strides: Strides) -> str:
    """A template with how far the key of a copy is from its own, where it names a model."""
    for model, stride in strides.items():
        template = template.replace(f"{{{model._meta.label}}}", f"n * {stride}")
    return template


def _apart(template: str, copies: Copies) -> str:
    mark = "'s' || n" if copies.schools else "'y' || n"
    return template.replace("{n}", f"({mark})").replace("{place}", f"({PLACE})")


def _moved(model: Model, key: sql.Composable, copies: Copies, strides: Strides) -> sql.Composable:
    """The key of a row's copy."""
    if model in strides:
        return sql.SQL("{} + n * {}").format(key, sql.Literal(strides[model]))
    return sql.SQL("md5({}::text || {})::uuid").format(key, sql.SQL(_apart("{n}", copies)))


def _followed(model: Model, key: sql.Composable, copies: Copies, strides: Strides) -> sql.Composable:
    """A foreign key: to the copy of what it pointed at, or to the same row, where that is not copied."""
    if copies.rows is None:
        fixed = model._meta.app_label in FIXED or table_of(model).shared
        return key if fixed else _moved(model, key, copies, strides)
    if model not in copies.rows:
        return key
    return sql.SQL("CASE WHEN {0} = ANY({1}) THEN {2} ELSE {0} END").format(
        key, sql.Placeholder(_parameter("rows", model)), _moved(model, key, copies, strides)
    )


def _pointer(named: sql.Composable, field: Any, copies: Copies, strides: Strides) -> sql.Composable:
    """A key as a number or as text, in a table whose name is the text of another column."""
    key, number = _column(field), isinstance(field, models.IntegerField)
    cases = [
        sql.SQL("WHEN {} THEN ({})::" + ("bigint" if number else "text")).format(
            sql.Literal(model._meta.db_table), _followed(model, _cast(model, key), copies, strides)
        )
        for model in copied_models()
        if isinstance(model._meta.pk, models.IntegerField if number else models.IntegerField | models.UUIDField)
    ]
    return sql.SQL("CASE {} {} ELSE {} END").format(named, sql.SQL(" ").join(cases), key)


def _cast(model: Model, key: sql.Composable) -> sql.Composable:
    kind = "bigint" if isinstance(model._meta.pk, models.IntegerField) else "uuid"
    return sql.SQL("{}::" + kind).format(key)


def _scope(column: sql.Composable, copies: Copies, strides: Strides) -> sql.Composable:
    """A scope of events, with the key at its end moved."""
    number = sql.SQL("substring({} from '[0-9]+$')::bigint").format(column)
    cases = [
        sql.SQL("WHEN {} ~ {} THEN regexp_replace({}, '[0-9]+$', '') || ({})").format(
            column,
            sql.Literal(f"(^|:){table.scope}:[0-9]+$"),
            column,
            _moved(apps.get_model(table.model), number, copies, strides),
        )
        for table in declared().values()
        if table.scope
    ]
    return sql.SQL("CASE {} ELSE {} END").format(sql.SQL(" ").join(cases), column)


def _earlier(field: Any, column: sql.Composable, copies: Copies) -> sql.Composable:
    """A day, a moment or an academic year, further back; anything else as it is."""
    if copies.days and isinstance(field, models.DateTimeField):
        return sql.SQL("{} - n * {} * interval '1 day'").format(column, sql.Literal(copies.days))
    if copies.days and isinstance(field, models.DateField):
        return sql.SQL("{} - n * {}").format(column, sql.Literal(copies.days))
    if copies.days and field.name == "academic_year":
        return sql.SQL("{} - n").format(column)
    return column
