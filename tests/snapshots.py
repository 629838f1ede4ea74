"""Rows that a factory made once are put back in the tests after it, in place of hundreds of acts.

A case whose powers have ended takes 1,400 queries to reach by the real actions, and fifty files of tests begin there.
The first test of a process makes it so. What the database holds then is kept, and put back as it was wherever a test
asks for the same at the same moment, and has written nothing else before but the framework.
"""

import inspect
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction
from psycopg import sql

from sil import clock

P = ParamSpec("P")
T = TypeVar("T")
# What stands for one: the content of each table in PostgreSQL's own form, and what the factory returned.
_Table = tuple[sql.Composed, bytes]
_kept: dict[Any, tuple[list[_Table], bytes]] = {}
# Numbers, words and days; for a record it matters which one it is.
_PLAIN = (str, int, bool, type(None), date)
_WRITES = ("INSERT", "UPDATE", "DELETE", "COPY", "WITH")
# Tables in which this transaction has written, by itself or by triggers.
_WRITTEN = """
    SELECT c.oid::regclass::text, array_agg(a.attname ORDER BY a.attnum) FILTER (WHERE a.attgenerated = '')
    FROM pg_stat_xact_user_tables s
    JOIN pg_class c ON c.oid = s.relid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE s.n_tup_ins + s.n_tup_upd > 0 AND c.relpersistence = 'p' GROUP BY c.oid
"""


class _Test:
    """Whether the present test has written anything beside what was put back; None outside such a test."""

    has_written: bool | None = None

    def __call__(self, execute: Callable[..., Any], query: Any, params: Any, many: bool, context: Any) -> Any:
        # Composed queries of ours read and write; they count as writing.
        if not isinstance(query, str) or query.lstrip(" (").startswith(_WRITES):
            self.has_written = True
        return execute(query, params, many, context)


_test = _Test()


@contextmanager
def fresh() -> Iterator[None]:
    """From here on a test has written nothing; it is in a transaction of its own that will be rolled back."""
    _test.has_written = False
    with connection.execute_wrapper(_test):
        try:
            yield
        finally:
            _test.has_written = None


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """Decorator for a factory whose rows follow from its arguments and the moment alone. Where it is the first to write
    in a test, its rows are those of the first time."""

    signature = inspect.signature(make)

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        values = _values(signature, *args, **kwargs)
        if _test.has_written is not False or not all(isinstance(value, _PLAIN) for value in values):
            return make(*args, **kwargs)
        key = (connection.settings_dict["NAME"], make, values, clock.now())
        if key not in _kept:
            with transaction.atomic():
                since = _number()
                found = make(*args, **kwargs)
            _kept[key] = (_content(since), pickle.dumps(found))
            return found
        tables, returned = _kept[key]
        _put_back(tables)
        _test.has_written = True
        again: T = pickle.loads(returned)
        return again

    return made


def _values(signature: inspect.Signature, *args: Any, **kwargs: Any) -> tuple[Any, ...]:
    """The arguments in their order, with those that were left out."""
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    flat: list[Any] = []
    for name, value in bound.arguments.items():
        is_rest = signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD
        flat += [part for pair in sorted(value.items()) for part in pair] if is_rest else [value]
    return tuple(flat)


def _number() -> int:
    """The number of the savepoint that was just made; what is written after it has this one or a later one."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE savepoint_number (at integer)")
        cursor.execute("INSERT INTO savepoint_number VALUES (1) RETURNING xmin::text::bigint")
        found: int = cursor.fetchone()[0]
        cursor.execute("DROP TABLE savepoint_number")
    return found


def _content(since: int) -> list[_Table]:
    """What was written since, and is still there."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN)
        for table, columns in cursor.fetchall():
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            of = {"table": sql.SQL(table), "names": names, "since": sql.Literal(since)}
            out = sql.SQL(
                "COPY (SELECT {names} FROM {table} WHERE xmin::text::bigint >= {since}) TO STDOUT (FORMAT binary)"
            )
            with cursor.copy(out.format(**of)) as copy:
                rows = b"".join(bytes(part) for part in copy)
            found.append((sql.SQL("COPY {table} ({names}) FROM STDIN (FORMAT binary)").format(**of), rows))
    return found


def _put_back(tables: list[_Table]) -> None:
    """Triggers have done their part the first time, and what they check was checked then."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for into, rows in tables:
            with cursor.copy(into) as copy:
                copy.write(rows)
        # What a test changes by itself is explained by the acts before it, as they were in its own transaction.
        cursor.execute("UPDATE audit_event SET transaction_id = pg_current_xact_id()")
        cursor.execute("SET LOCAL session_replication_role = origin")
