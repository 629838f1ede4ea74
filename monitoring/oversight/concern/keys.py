"""Keys of thousands of records, from one question to the next.

The database puts them into a text, which is handed back to it as it is: to read and write each key in Python took
longer than to find it (docs/adr/0089).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, DateField, Func, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.datastructures import BaseTable

M = TypeVar("M", bound=Model)
# A list of keys, or of days, as PostgreSQL writes it.
NONE = "{}"
BESIDE = "days_beside"
_READ = """
WITH reason (slug, key, school, day) AS MATERIALIZED ({}),
since AS (SELECT school, max(day) AS day FROM reason GROUP BY school ORDER BY 2 DESC, 1 DESC)
SELECT slug, array_agg(key)::text, NULL FROM reason GROUP BY slug
UNION ALL SELECT NULL, array_agg(school)::text, array_agg(day)::text FROM since HAVING count(*) > 0
"""
# In the order in which a list of the latest begins, so that its first page is read without the rest.
_JOINED = """INNER JOIN (
    SELECT * FROM unnest(%s::bigint[], %s::date[]) AS d (key, day) ORDER BY day DESC NULLS LAST, key DESC
) AS {0} ON {0}.key = {1}"""


@dataclass(frozen=True)
class Days:
    """A day for each of some schools, by their keys: two lists as PostgreSQL writes them."""

    schools: str = NONE
    days: str = NONE


def read_keys(rows: QuerySet[Any, tuple[str, int, int, Any]]) -> tuple[Mapping[str, str], Days]:
    """Ask for rows of (slug, key, school, day). Return the list of the keys of each slug, and the latest day of each
    school. One query."""
    try:
        sql, params = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return {}, Days()
    with connection.cursor() as cursor:
        cursor.execute(_READ.format(sql), params)
        found = {slug: (keys, days) for slug, keys, days in cursor.fetchall()}
    since = found.pop(None, None)
    return {slug: keys for slug, (keys, _) in found.items()}, Days(*since) if since else Days()


def among(keys: str) -> Func:
    """A condition on rows: their key is one of a list, which the database looks through once and not for each row."""
    given = RawSQL("%s::bigint[]", [keys])
    return Func("pk", given, template="%(expressions)s", arg_joiner=" = ANY ", output_field=BooleanField())


def with_days(rows: QuerySet[M], days: Days) -> QuerySet[M]:
    """The rows that have a day, each with `day_beside`."""
    found = rows.all()
    parent = found.query.get_initial_alias()
    found.query.alias_map[BESIDE] = _Beside(days, parent, str(rows.model._meta.pk.column))
    found.query.alias_refcount[BESIDE] = 1
    return found


def day_beside() -> RawSQL:
    """The day of a row of `with_days`."""
    return RawSQL("days_beside.day", [], output_field=DateField())


class _Beside(BaseTable):
    """A table of keys and days that a query carries along, joined by its key. Its name is the same wherever the query
    goes."""

    def __init__(self, days: Days, beside: str, column: str) -> None:
        super().__init__(BESIDE, BESIDE)
        self.days, self.beside, self.column = days, beside, column

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        quote = connection.ops.quote_name
        key = f"{compiler.quote_name_unless_alias(self.beside)}.{quote(self.column)}"
        return _JOINED.format(BESIDE, key), (self.days.schools, self.days.days)

    def relabeled_clone(self, change_map: dict[str | None, str]) -> "_Beside":
        return _Beside(self.days, change_map.get(self.beside, self.beside), self.column)
