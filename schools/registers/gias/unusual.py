"""What is unusual about a file of the register of schools, against the schools that are here: n is a staged row, o the
stored school before it is written."""

# Names of tables and columns come from the models, values only ever as parameters.
# ruff: noqa: S608

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper

from ...establishments import STATUSES, TYPES
from ...models import School
from ..table.register import Scope, listed

_SCHOOL = School._meta.db_table
# More schools than these do not close from one file to the next: three, or one in twenty of the open ones.
MOST_CLOSED, SHARE_CLOSED = 3, 20


def questions(cursor: CursorWrapper, scope: Scope) -> Iterator[str]:
    """Ask about schools that are missing, that close in number or that moved, and about words that nobody knows."""
    for query, ask in _ASKED:
        cursor.execute(query, {"authority": scope.authority, "statuses": list(STATUSES), "types": list(TYPES)})
        if rows := cursor.fetchall():
            yield from ask(rows)


def _missing(rows: Sequence[Any]) -> Iterator[str]:
    yield f"{_schools(len(rows))} open here and not in the file, and would stay as they are: {_named(rows)}."


def _closing(rows: Sequence[Any]) -> Iterator[str]:
    number, open_before = len(rows), rows[0][2]
    if number > max(MOST_CLOSED, open_before // SHARE_CLOSED):
        yield f"{_schools(number)} open here and not open in the file: {_named(rows)}."


def _moved(rows: Sequence[Any]) -> Iterator[str]:
    told = listed([f"{name} ({urn}) to authority {code}" for name, urn, code in rows])
    yield f"{_schools(len(rows))} in another authority now: {told}."


def _statuses(rows: Sequence[Any]) -> Iterator[str]:
    told = listed([f"“{status}” ({number})" for status, number in rows])
    yield f"A status that this service does not know: {told}. A school counts as open where it begins with “Open”."


def _types(rows: Sequence[Any]) -> Iterator[str]:
    told = listed([f"{code} ({number})" for code, number in rows])
    yield f"A type of establishment that this service does not know: {told}. Its group says whether it is maintained."


# A query, and what is asked of its rows.
_ASKED: tuple[tuple[str, Callable[[Sequence[Any]], Iterator[str]]], ...] = (
    (
        f"""SELECT o.name, o.urn FROM {_SCHOOL} o WHERE o.la_code = %(authority)s AND o.is_open
            AND NOT EXISTS (SELECT FROM pg_temp.register_stage n WHERE n.urn = o.urn) ORDER BY o.name, o.urn""",
        _missing,
    ),
    (
        f"""SELECT o.name, o.urn, (SELECT count(*) FROM {_SCHOOL} s WHERE s.la_code = %(authority)s AND s.is_open)
            FROM {_SCHOOL} o JOIN pg_temp.register_stage n ON n.urn = o.urn
            WHERE o.la_code = %(authority)s AND o.is_open AND n.status NOT LIKE 'Open%%' ORDER BY o.name, o.urn""",
        _closing,
    ),
    (
        f"""SELECT o.name, o.urn, n.la_code FROM {_SCHOOL} o JOIN pg_temp.register_stage n ON n.urn = o.urn
            WHERE o.la_code = %(authority)s AND n.la_code <> o.la_code ORDER BY o.name, o.urn""",
        _moved,
    ),
    (
        """SELECT n.status, count(*) FROM pg_temp.register_stage n WHERE n.la_code = %(authority)s
           AND n.status <> ALL(%(statuses)s) GROUP BY n.status ORDER BY n.status""",
        _statuses,
    ),
    (
        """SELECT n.type_code, count(*) FROM pg_temp.register_stage n
           WHERE n.la_code = %(authority)s AND n.type_code <> ALL(%(types)s) GROUP BY n.type_code
           ORDER BY n.type_code""",
        _types,
    ),
)


def _schools(number: int) -> str:
    return "1 school is" if number == 1 else f"{number} schools are"


def _named(rows: Sequence[Any]) -> str:
    return listed([f"{name} ({urn})" for name, urn, *_ in rows])
