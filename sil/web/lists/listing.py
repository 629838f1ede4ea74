"""Long lists: filter, sort, page and export, all kept in the query string.

Everything works by links and a GET form; htmx only swaps the results in place.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase, QueryDict

from sil import clock
from sil.framework.queries import own_words

from . import paging
from .export import FORMATS
from .taken import with_filters


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a list. `order` names the fields that sort by it; `value` fills the export. A column
    that is not `shown` is in the export only."""

    slug: str
    label: str
    order: tuple[str, ...] = ()
    value: Callable[[Any], object] = str
    numeric: bool = False
    shown: bool = True


@dataclass(frozen=True)
class Head:
    label: str
    href: str
    sorting: str  # "ascending", "descending" or "none"; "" for a column that does not sort
    numeric: bool


@dataclass(frozen=True)
class Tag:
    label: str
    value: str
    href: str


class Listing:
    """One list, filtered and sorted as a request asks.

    `filters` is a bound GET form whose cleaned data `narrow` applies to the rows; an invalid value is ignored.
    `sort` is the slug of the first order, "-slug" for descending; `best` the annotation in which `narrow` puts how
    well a row matches the search. `start` are the values of a row, by what the list is sorted by, after which the page
    begins that an address without sort, filter and place opens.
    """

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        *,
        columns: Sequence[Column],
        sort: str,
        filters: Form,
        narrow: Callable[[QuerySet[Any], dict[str, Any]], QuerySet[Any]],
        best: str = "",
        start: Sequence[Any] = (),
    ) -> None:
        self.query = request.GET.copy()
        self.path = request.path
        self.columns = columns
        self.filters = filters
        filters.is_valid()
        self.sort = self._sort(request.GET.get("sort", ""), sort)
        # Search results come best match first, until the reader picks an order.
        self.rows = self._ordered(narrow(rows, filters.cleaned_data), "" if self.query.get("sort") else best)

        # Blank filters, as a form sends them, ask for nothing.
        narrowed = self.query.get("sort") or any(filters.cleaned_data.values())
        self._opens_inside = bool(start) and not narrowed
        is_placed = any(self.query.get(name) for name in paging.PLACES)
        self.start = start if self._opens_inside and not is_placed else ()

    @cached_property
    def part(self) -> paging.Part:
        places = {name: self.query.get(name, "") for name in paging.PLACES}
        return paging.part(self.rows, self._orders, paging.after(self.start) if self.start else places)

    @property
    def page(self) -> Sequence[Any]:
        """The rows of the page."""
        return self.part.rows

    @cached_property
    def count(self) -> int:
        """The number of rows; one more than MOST_COUNTED where there are more."""
        if not (self.part.before or self.part.after):
            return len(self.page)
        return self.rows.order_by().values("pk")[: paging.MOST_COUNTED + 1].count()

    @property
    def counted(self) -> str:
        """The number of rows in words, for their heading."""
        most = paging.MOST_COUNTED
        return f"{self.count:,}" if self.count <= most else f"More than {most:,}"

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns if column.shown]

    @property
    def tags(self) -> list[Tag]:
        """The filters in use, each with the address of the list without it."""
        found = []
        for name, field in self.filters.fields.items():
            value = self.filters.cleaned_data.get(name)
            if value in (None, "", False):
                continue
            choices = {str(key): str(text) for key, text in getattr(field, "choices", [])}
            words = choices.get(str(value), "yes" if value is True else str(value))
            found.append(Tag(str(field.label or name), words, self._address(drop=name)))
        return found

    @property
    def to_save(self) -> str:
        """What the page that saves filters is asked: the address of the list without a place in it, and the filters in
        words."""
        words = "; ".join(f"{tag.label}: {tag.value}" for tag in self.tags)
        return urlencode({"address": self.first, "words": words})

    @property
    def previous(self) -> str:
        return self._address(**self.part.before) if self.part.before else ""

    @property
    def next(self) -> str:
        return self._address(**self.part.after) if self.part.after else ""

    @property
    def size(self) -> int:
        """The rows of a page."""
        return paging.PAGE_SIZE

    @property
    def first(self) -> str:
        return self._address()

    @property
    def first_words(self) -> str:
        return "Back to where the list opens" if self._opens_inside else f"First {self.size}"

    @property
    def last(self) -> str:
        return self._address(**{paging.PAGE: paging.LAST})

    @property
    def exports(self) -> list[tuple[str, str]]:
        """The formats of the export: (name, address)."""
        return [(name, self._address(export=slug)) for slug, (name, _) in FORMATS.items()]

    @property
    def wants_export(self) -> bool:
        return self.query.get("export") in FORMATS

    def export(self, name: str, *, only: Sequence[str] = ()) -> HttpResponseBase:
        """Return all pages of the list as a file in the format that was asked for; `name` without day and ending.

        `only` are the fields that the columns read, for a list so long that all others had better stay in the database.
        """
        _, write = FORMATS[str(self.query.get("export"))]
        found = self.rows.only(*only) if only else self.rows
        rows = ([column.value(row) for column in self.columns] for row in found.iterator(chunk_size=500))
        response = write(f"{name}-{clock.today()}", [own_words(column.label) for column in self.columns], rows)
        return with_filters(response, self.filters)

    def _head(self, column: Column) -> Head:
        if not column.order:
            return Head(column.label, "", "", column.numeric)
        now = {column.slug: "ascending", f"-{column.slug}": "descending"}.get(self.sort, "none")
        other = f"-{column.slug}" if now == "ascending" else column.slug
        return Head(column.label, self._address(sort=other), now, column.numeric)

    def _sort(self, asked: str, default: str) -> str:
        known = {column.slug for column in self.columns if column.order}
        return asked if asked.removeprefix("-") in known else default

    def _ordered(self, rows: QuerySet[Any], best: str) -> QuerySet[Any]:
        if best and best in rows.query.annotations:
            named = [(best, True), *((path, False) for path in self.columns[0].order)]
        else:
            column = next(c for c in self.columns if c.slug == self.sort.removeprefix("-"))
            named = [(path, self.sort.startswith("-")) for path in column.order]
        self._orders = paging.orders(rows, named)
        return paging.ordered(rows, self._orders)

    def _address(self, *, drop: str = "", **changes: str) -> str:
        query: QueryDict = self.query.copy()
        for name in (*paging.PLACES, "export", drop):
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        text = query.urlencode()
        return f"{self.path}?{text}" if text else self.path
