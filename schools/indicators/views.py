"""The page with every published figure of a school, by year, measure and group of pupils."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sil.accounts.access import signed_in, user_roles
from sil.web.lists.listing import Column, Listing

from .. import succession
from ..models import Indicator
from ..queries import visible
from . import queries
from .forms import ResultsFilter
from .measures import MEASURES
from .queries import Comparison, Published

WHO = "officers of the school, those who hold a post there, oversight and administrators"


def _column(slug: str, label: str, value: Callable[[Published], object], *order: str) -> Column:
    return Column(slug=slug, label=label, order=order, value=lambda row: value(queries.read(row)))


COLUMNS = (
    _column("year", "Year", lambda p: p.label, "academic_year", "measure", "pupil_group"),
    _column("measure", "Measure", lambda p: p.measure.label, "measure", "academic_year", "pupil_group"),
    _column("group", "Pupils", lambda p: p.group_label, "pupil_group", "measure", "academic_year"),
    _column("figure", "This school", lambda p: p.words if p.value is None else _number(p, p.value)),
    _column("unit", "Unit", lambda p: p.measure.unit.name),
    _column("england", "England", lambda p: _beside(p, p.england)),
    _column("england_kind", "England, which schools", lambda p: p.england.kind if p.england else ""),
    _column("authority", "The authority", lambda p: _beside(p, p.authority)),
    _column("difference", "Difference", lambda p: p.difference),
    _column("urn", "URN", lambda p: p.urn),
    _column("source", "Source", lambda p: p.source),
)


@require_safe
@signed_in(WHO)
def results(request: HttpRequest, urn: int) -> HttpResponseBase:
    """Every published figure of a school, filtered, in pages or as an export."""
    school = get_object_or_404(visible(user_roles(request)), pk=urn)
    rows = queries.figures(school, succession.urns_with_predecessors(school))
    known = set(rows.order_by().values_list("measure", "academic_year").distinct())
    listing = Listing(
        request,
        rows,
        columns=COLUMNS,
        sort="-year",
        filters=ResultsFilter(
            request.GET, measures={m for m, _ in known}, years=sorted({year for _, year in known}, reverse=True)
        ),
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export(f"results-{school.urn}")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {
        "school": school,
        "heading": "Results and attendance",
        "listing": listing,
        "figures": [queries.read(row) for row in listing.page],
    }
    return render(request, f"schools/results.html{part}", context)


def _number(figure: Published, value: Decimal) -> object:
    return figure.measure.said(value) if figure.measure.unit.bands else figure.measure.shown(value)


def _beside(figure: Published, beside: Comparison | None) -> object:
    return _number(figure, beside.value) if beside else "not published"


def _narrow(rows: QuerySet[Indicator], asked: dict[str, Any]) -> QuerySet[Indicator]:
    if stage := asked.get("stage"):
        rows = rows.filter(measure__in=[slug for slug, measure in MEASURES.items() if measure.stage == stage])
    if measure := asked.get("measure"):
        rows = rows.filter(measure=measure)
    if group := asked.get("group"):
        rows = rows.filter(pupil_group=group)
    if year := asked.get("year"):
        rows = rows.filter(academic_year=year)
    return rows
