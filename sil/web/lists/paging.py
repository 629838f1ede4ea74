"""One page of a long list, found by the row that it follows: what comes before a page is neither read nor counted.

An address names the row beside its page by what the list is sorted by, so that a page stays where it is while rows
before it come and go.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection
from django.db.models import F, Field, Q, QuerySet
from django.db.models.expressions import OrderBy

PAGE_SIZE = 25
# Nobody reads further than this, and to count more is as dear as to read them.
MOST_COUNTED = 1_000
AFTER, BEFORE, PAGE, LAST = "after", "before", "page", "last"
# What an address has of a page, beside the filters and the sort of its list.
PLACES = (AFTER, BEFORE, PAGE)
# After every key there is.
LAST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Order:
    """One thing that a list is sorted by. Rows without it come last, either way."""

    path: str
    down: bool
    field: "Field[Any, Any]"
    may_be_missing: bool

    def expression(self, *, backward: bool) -> OrderBy:
        down = self.down != backward
        last = {"nulls_first" if backward else "nulls_last": True} if self.may_be_missing else {}
        return F(self.path).desc(**last) if down else F(self.path).asc(**last)

    def beyond(self, value: Any, *, backward: bool) -> Q:
        """The rows that come after those of a value, or before them."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backward else Q(pk__in=())
        found = Q(**{f"{self.path}__{'lt' if self.down != backward else 'gt'}": value})
        return found | Q(**{f"{self.path}__isnull": True}) if self.may_be_missing and not backward else found

    def same(self, value: Any) -> Q:
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})

    def from_here(self, value: Any, *, backward: bool) -> Q:
        """What both have in common, by which an index finds the first row."""
        if value is None or (self.may_be_missing and not backward):
            return Q()
        return Q(**{f"{self.path}__{'lte' if self.down != backward else 'gte'}": value})

    def read(self, value: Any) -> Any:
        """A value of an address as the database compares it. ValueError where it is none."""
        if isinstance(value, list | dict) or "\0" in str(value) or (value is None and not self.may_be_missing):
            raise ValueError(value)
        try:
            read = self.field.to_python(value)
            self.field.get_db_prep_value(read, connection)
        except (ValidationError, TypeError, ArithmeticError) as error:
            raise ValueError(value) from error
        return read


@dataclass(frozen=True)
class Part:
    """The rows of a page, and what the addresses of the pages before and after it have in their query; {} for none."""

    rows: Sequence[Any]
    before: Mapping[str, str]
    after: Mapping[str, str]


def orders(rows: QuerySet[Any], named: Sequence[tuple[str, bool]]) -> list[Order]:
    """What rows are sorted by: (path of a column or an annotation, whether downwards). The key makes the order of a
    list the same each time; it goes the way of what comes first, as an index does."""
    found = [*named, ("pk", named[0][1])]
    return [Order(path, down, _field(rows, path), _may_be_missing(rows, path)) for path, down in found]


def ordered(rows: QuerySet[Any], by: Sequence[Order], *, backward: bool = False) -> QuerySet[Any]:
    return rows.order_by(*(order.expression(backward=backward) for order in by))


def part(rows: QuerySet[Any], by: Sequence[Order], asked: Mapping[str, str]) -> Part:
    """The page that an address asks for, the first one where it asks for none that is there.

    The database looks for the keys of a page by what the list is filtered and sorted by, and reads what a row shows
    beside for these keys alone.
    """
    backward, beside = _asked(by, asked)
    keys = _keys(rows, by, beside, backward=backward)
    if backward and len(keys) < PAGE_SIZE:
        backward, beside = False, None
        keys = _keys(rows, by, None, backward=False)
    elif beside and not keys:
        backward, beside = True, None
        keys = _keys(rows, by, None, backward=True)
    more, keys = len(keys) > PAGE_SIZE, keys[:PAGE_SIZE]
    if backward:
        keys.reverse()
    read = {row.pk: row for row in rows.order_by().filter(pk__in=[key for key, _ in keys])}
    before, more_after = (more, beside is not None) if backward else (beside is not None, more)
    return Part(
        rows=[read[key] for key, _ in keys if key in read],
        before={BEFORE: _written(keys[0][1])} if before and keys else {},
        after=after(keys[-1][1]) if more_after and keys else {},
    )


def after(values: Sequence[Any]) -> dict[str, str]:
    """What an address has in its query for the page after a row, by its values."""
    return {AFTER: _written(values)}


def _asked(by: Sequence[Order], asked: Mapping[str, str]) -> tuple[bool, list[Any] | None]:
    """Whether a page is looked for backwards, and the values of the row beside it; None for the end of the list."""
    if asked.get(PAGE) == LAST:
        return True, None
    for name in (AFTER, BEFORE):
        if asked.get(name):
            try:
                values = json.loads(asked[name])
                return name == BEFORE, [order.read(value) for order, value in zip(by, values, strict=True)]
            except (ValueError, TypeError, RecursionError):
                break
    return False, None


def _keys(
    rows: QuerySet[Any], by: Sequence[Order], beside: list[Any] | None, *, backward: bool
) -> list[tuple[Any, tuple[Any, ...]]]:
    """The keys of a page and one more, each with the values that it is sorted by."""
    if beside:
        rows = rows.filter(_beyond(list(zip(by, beside, strict=True)), backward=backward))
    found = ordered(rows, by, backward=backward).values_list("pk", *(order.path for order in by))
    return [(key, values) for key, *values in found[: PAGE_SIZE + 1]]


def _beyond(pairs: list[tuple[Order, Any]], *, backward: bool) -> Q:
    def join(rest: Q, pair: tuple[Order, Any]) -> Q:
        order, value = pair
        return order.beyond(value, backward=backward) | order.same(value) & rest

    order, value = pairs[0]
    return order.from_here(value, backward=backward) & reduce(join, reversed(pairs), Q(pk__in=()))


def _written(values: Sequence[Any]) -> str:
    return json.dumps(values, default=str, separators=(",", ":"), ensure_ascii=False)


def _field(rows: QuerySet[Any], path: str) -> "Field[Any, Any]":
    return F(path).resolve_expression(rows.query.chain()).output_field


def _may_be_missing(rows: QuerySet[Any], path: str) -> bool:
    if path == "pk":
        return False
    model: Any = rows.model
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except (FieldDoesNotExist, AttributeError):
            return True  # an annotation, or what is inside a document
        if field.null:
            return True
        model = field.related_model
    return False
