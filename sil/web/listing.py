"""Long lists: filter, sort, page and export, all kept in the query string.

Everything works by links and a GET form; htmx only swaps the results in place.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.forms import ChoiceField, Form
from django.http import HttpRequest, HttpResponseBase, QueryDict

from sil import clock

from .export import FORMATS

PAGE_SIZE = 25


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
    well a row matches the search.
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
    ) -> None:
        self.query = request.GET.copy()
        self.path = request.path
        self.columns = columns
        self.filters = filters
        filters.is_valid()
        self.sort = self._sort(request.GET.get("sort", ""), sort)
        # Search results come best match first, until the reader picks an order.
        self.rows = self._ordered(narrow(rows, filters.cleaned_data), "" if self.query.get("sort") else best)

    @property
    def page(self) -> Page[Any]:
        if not hasattr(self, "_page"):
            self._page = Paginator(self.rows, PAGE_SIZE).get_page(self.query.get("page"))
        return self._page

    @property
    def count(self) -> int:
        return self.page.paginator.count

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
    def pages(self) -> list[tuple[str, str, bool]]:
        """The page links: (label, address, whether it is this page); a gap has no address."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [
            (str(n), self._address(page=str(n)) if isinstance(n, int) else "", n == self.page.number) for n in numbers
        ]

    @property
    def previous(self) -> str:
        return self._address(page=str(self.page.previous_page_number())) if self.page.has_previous() else ""

    @property
    def next(self) -> str:
        return self._address(page=str(self.page.next_page_number())) if self.page.has_next() else ""

    @property
    def exports(self) -> list[tuple[str, str]]:
        """The formats of the export: (name, address)."""
        return [(name, self._address(export=slug)) for slug, (name, _) in FORMATS.items()]

    @property
    def wants_export(self) -> bool:
        return self.query.get("export") in FORMATS

    def export(self, name: str) -> HttpResponseBase:
        """Return all pages of the list as a file in the format that was asked for; `name` without day and ending."""
        _, write = FORMATS[str(self.query.get("export"))]
        rows = ([column.value(row) for column in self.columns] for row in self.rows.iterator(chunk_size=500))
        return write(f"{name}-{clock.today()}", [column.label for column in self.columns], rows)

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
            return rows.order_by(f"-{best}", *self.columns[0].order, "pk")
        column = next(c for c in self.columns if c.slug == self.sort.removeprefix("-"))
        down = self.sort.startswith("-")
        orders = [F(f).desc(nulls_last=True) if down else F(f).asc(nulls_last=True) for f in column.order]
        return rows.order_by(*orders, "pk")

    def _address(self, *, drop: str = "", **changes: str) -> str:
        query: QueryDict = self.query.copy()
        for name in ("page", "export", drop):
            query.pop(name, None)
        for name, value in changes.items():
            query[name] = value
        text = query.urlencode()
        return f"{self.path}?{text}" if text else self.path


class Counted(list[Any]):
    """Rows in memory, with the methods of a QuerySet that a listing calls."""

    def iterator(self, chunk_size: int = 0) -> Iterator[Any]:
        return iter(self)


class CountedListing(Listing):
    """A listing of rows in memory, which the database cannot sort: `order` names attributes of a row, such
    as "school.name", and `narrow` takes and returns a list. Rows that compare equal keep their order."""

    def _ordered(self, rows: Any, best: str) -> Any:
        order = next(c for c in self.columns if c.slug == self.sort.removeprefix("-")).order
        found = {id(row): [attrgetter(each)(row) for each in order] for row in rows}
        known = [row for row in rows if found[id(row)][0] not in (None, "")]
        known.sort(key=lambda row: [_plain(value) for value in found[id(row)]], reverse=self.sort.startswith("-"))
        return Counted([*known, *(row for row in rows if found[id(row)][0] in (None, ""))])


class CountedFilter(Form):
    """Filters of rows in memory."""

    def __init__(self, *args: Any, choices: Mapping[str, Iterable[tuple[str, str]]], **kwargs: Any) -> None:
        """`choices` are the values to choose from, by field."""
        super().__init__(*args, **kwargs)
        for name, found in choices.items():
            field = self.fields[name]
            assert isinstance(field, ChoiceField)
            field.choices = [("", "All"), *found]


def _plain(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value
