"""Export a list as a CSV file or a workbook, neither with formulas."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, NamedTuple

import xlsxwriter
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse

from sil import clock
from sil.clock import in_london, local
from sil.framework.queries import own_words

# A spreadsheet program runs text that starts with one of these.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
# The most characters in a cell of a workbook (ECMA-376, 18.3.1.4).
_LONGEST = 32_767
# So many lines go out at a time: each sending costs as much as some lines.
_AT_A_TIME = 100

Table = Iterable[Sequence[object]]


def as_csv(name: str, labels: Sequence[str], rows: Table) -> HttpResponseBase:
    """Return a CSV file that is written as it is sent, however long it is."""
    response = StreamingHttpResponse(_lines(labels, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def as_workbook(name: str, labels: Sequence[str], rows: Table) -> HttpResponseBase:
    """Return an .xlsx workbook with one sheet, written with one row in memory at a time."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        _fill(book, labels, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


# Value in the query string -> name of the format, and the function that writes it.
FORMATS: dict[str, tuple[str, Callable[[str, Sequence[str], Table], HttpResponseBase]]] = {
    "csv": ("CSV", as_csv),
    "xlsx": ("Excel", as_workbook),
}


def wants_file(request: HttpRequest) -> bool:
    """Whether a page that is no long list is asked for its table as a file, by `?export=`."""
    return request.GET.get("export", "") in FORMATS


def file_of(request: HttpRequest, name: str, labels: Sequence[str], rows: Table) -> HttpResponseBase:
    """Return the table of such a page in the format that was asked for; `name` without day and ending."""
    return FORMATS[request.GET["export"]][1](f"{name}-{clock.today()}", list(map(own_words, labels)), rows)


class PageTable(NamedTuple):
    """One of several tables of such a page: the name of its file without day and ending, its heads and its lines."""

    name: str
    labels: Sequence[str]
    rows: Callable[[], Table]


def file_among(request: HttpRequest, tables: Mapping[str, PageTable]) -> HttpResponseBase:
    """Return the table that `?table=` names, as `file_of`; Http404 for one that the page does not have."""
    found = tables.get(request.GET.get("table", ""))
    if found is None:
        raise Http404
    return file_of(request, found.name, found.labels, found.rows())


def files_of(request: HttpRequest, table: str = "") -> list[tuple[str, str]]:
    """Return the formats of such a page, each with its address, for templates/web/_files.html; of one of its tables
    where it has several."""
    query = request.GET.copy()
    query.pop("table", None)
    if table:
        query["table"] = table
    found = []
    for slug, (name, _) in FORMATS.items():
        query["export"] = slug
        found.append((name, f"?{query.urlencode()}"))
    return found


def cell(value: object) -> str:
    """Return a value as text for a CSV file; a quotation mark stops text from being run as a formula."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_DANGEROUS) else text


def _lines(labels: Sequence[str], rows: Table) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(labels)
    left = iter(rows)
    while some := list(islice(left, _AT_A_TIME)):
        yield "".join(writer.writerow([cell(value) for value in row]) for row in some)


class _Echo:
    """A file whose `write` returns the line instead of storing it."""

    def write(self, line: str) -> str:
        return line


def _fill(book: Any, labels: Sequence[str], rows: Table) -> None:
    sheet, bold, day = (
        book.add_worksheet(),
        book.add_format({"bold": True}),
        book.add_format({"num_format": "d mmm yyyy"}),
    )
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(labels) - 1, 20)
    for place, label in enumerate(labels):
        sheet.write_string(0, place, label, bold)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            _write(sheet, number, place, value, day)


def _write(sheet: Any, row: int, place: int, value: object, day: Any) -> None:
    """Write a cell by the type of its value: text stays text, whatever it looks like. A moment is its day in London."""
    if isinstance(value, datetime):
        value = in_london(value)
    if isinstance(value, date):
        sheet.write_datetime(row, place, value, day)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, place, value)
    elif value is not None:
        sheet.write_string(row, place, str(value)[:_LONGEST])
