"""What was done for each priority of the authority: figures by phase, and the records behind each."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import weekday_in_words
from sil.framework.parts import Named
from sil.framework.years import first_day, label, last_day
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.lists.listing import Listing

from ..models import Term
from ..terms.queries import terms_of
from .forms import PeriodFilter, RecordsFilter, year_in
from .queries import UNTAGGED, Done, done, priorities_of, tagged_with
from .sources import SOURCES, Period, Source

LABELS = ("Priority", "What", "Phase", "Schools", "Number", "Days")


class Asked(NamedTuple):
    """What an address asks for."""

    year: int
    term: Term | None
    terms: Sequence[Term]
    priorities: tuple[Named, ...]

    @property
    def period(self) -> Period:
        if self.term:
            return Period(self.term.starts_on, self.term.ends_on)
        return Period(first_day(self.year), last_day(self.year))

    @property
    def query(self) -> dict[str, str]:
        return {"year": str(self.year), **({"term": str(self.term.pk)} if self.term else {})}


@require_safe
@allow(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)
def priorities(request: HttpRequest) -> HttpResponseBase:
    """The schools and records of each priority in a year or term, by phase; a partner sees what they may read."""
    who = user_roles(request)
    asked = _asked(request, who)
    tables = [(source, *done(source, who, asked.period, asked.priorities)) for source in SOURCES]
    if wants_file(request):
        return file_of(request, f"priorities-{asked.year}", LABELS, _rows(tables))
    context = {
        "asked": asked,
        "year_name": label(asked.year),
        "form": PeriodFilter(request.GET, on=who.on, terms=asked.terms),
        "tables": [
            (source, phases, [(row, list(zip(phases, row.by_phase, strict=True))) for row in rows])
            for source, phases, rows in tables
        ],
        "query": urlencode(asked.query),
        "files": files_of(request),
        "every_school": who.may(Permission.VISITS_READ_ALL),
    }
    return render(request, "visits/priorities.html", context)


@require_safe
@allow(Permission.VISIT_RECORD, Permission.VISITS_READ_ALL)
def priority(request: HttpRequest, source: str, slug: str) -> HttpResponseBase:
    """The records behind a figure."""
    who = user_roles(request)
    asked = _asked(request, who)
    names = {each.id: each.name for each in asked.priorities} | {UNTAGGED: "No priority"}
    if source not in SOURCES or slug not in names:
        raise Http404
    found = SOURCES[source]
    listing = Listing(
        request,
        found.rows(who, asked.period).filter(tagged_with(slug, asked.priorities)),
        columns=found.columns,
        sort=found.sort,
        filters=RecordsFilter(request.GET, on=who.on, terms=asked.terms),
        narrow=_of_phase,
    )
    if listing.wants_export:
        return listing.export(f"{source}-{slug}-{asked.year}")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {
        "asked": asked,
        "year_name": label(asked.year),
        "source": found,
        "name": names[slug],
        "listing": listing,
        "rows": [(row, _link(found, row), _cells(found, row)) for row in listing.page],
        "query": urlencode(asked.query),
    }
    return render(request, f"visits/priority.html{part}", context)


def _asked(request: HttpRequest, who: UserRoles) -> Asked:
    year = year_in(request.GET.get("year", ""), who.on)
    terms = terms_of(year)
    term = next((each for each in terms if str(each.pk) == request.GET.get("term")), None)
    return Asked(year, term, terms, priorities_of(year))


def _of_phase(rows: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    return rows.filter(phase_counted=asked["phase"]) if asked.get("phase") else rows


def _link(source: Source, row: Any) -> str:
    value = source.columns[0].value(row)
    return weekday_in_words(value) if isinstance(value, date) else str(value)


def _cells(source: Source, row: Any) -> list[tuple[str, object, bool]]:
    """What stands in the columns after the first, which is the link to the record."""
    return [(column.label, column.value(row), column.numeric) for column in source.columns[1:]]


def _rows(tables: Sequence[tuple[Source, list[str], list[Done]]]) -> Iterator[tuple[object, ...]]:
    """Each figure of the page in a line, those in all first."""
    for source, phases, rows in tables:
        for row in rows:
            for phase, figures in [("All", row.total), *zip(phases, row.by_phase, strict=True)]:
                yield row.name, source.many, phase, figures.schools, figures.records, figures.days
