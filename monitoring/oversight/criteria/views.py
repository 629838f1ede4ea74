"""How far the reports that were checked met each criterion of quality, and the reports behind each figure."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.made_once.counted import counted, reader
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.lists.listing import Column, Listing

from ..promises.drawing import Share, draw
from ..promises.forms import spans_of
from .forms import MET, NOT_MET, RESULTS, CheckedFilter, CriteriaFilter, criteria_of
from .queries import checked, leads_of, narrowed, numbers, within

_COLUMNS = (
    Column(slug="school", label="School", order=("visit__school__name",), value=lambda row: row.visit.school.name),
    Column(slug="urn", label="URN", value=lambda row: row.visit.school_id, shown=False),
    Column(slug="partner", label="Partner", order=("visit__lead__name",), value=lambda row: row.visit.lead.name),
    Column(slug="ended", label="Last day of the visit", order=("ended_on",), value=lambda row: row.ended_on),
)


@require_safe
@allow(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD)
def criteria(request: HttpRequest) -> HttpResponseBase:
    """The share of checked reports that met each criterion, by the terms of a year and the one before."""
    who = user_roles(request)
    rows = checked(who)
    filters = CriteriaFilter(request.GET, on=who.on, partners=leads_of(rows))
    filters.is_valid()
    year, partner = filters.chosen, filters.partner_key
    named = criteria_of(year)
    terms = [(each, span) for each in (year - 1, year) for span in spans_of(each)]
    spans = [span for _, span in terms]
    found = counted(
        ("criteria", reader(who), year, partner), lambda: numbers(narrowed(rows, partner=partner), named, spans)
    )
    shares = []
    for criterion in named:
        of_terms = []
        for each, span in terms:
            query = {"year": each, "term": span.name, "partner": partner, "criterion": criterion.id}
            href = f"{reverse('checked_reports')}?{urlencode(query)}"
            met, of = found.get((criterion.id, span.words), (0, 0))
            of_terms.append(Share(met, of, href if of else ""))
        shares.append((criterion.name, of_terms))
    picture = draw("Share of checked reports that met each criterion, term by term", spans, shares)
    if wants_file(request):
        lines = ((row.label, *(bar.words for bar in row.bars)) for row in (picture.rows if picture else ()))
        return file_of(request, f"criteria-{year}", ("Criterion", *(span.words for span in spans)), lines)
    context = {
        "filters": filters,
        "year": year,
        "files": files_of(request),
        "picture": picture,
        "every_school": who.may(Permission.VISITS_READ_ALL),
    }
    return render(request, "oversight/criteria.html", context)


@require_safe
@allow(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD)
def checked_reports(request: HttpRequest) -> HttpResponseBase:
    """The reports that were checked, as the page of criteria counts them, with what the checker found."""
    who = user_roles(request)
    rows = checked(who)
    filters = CheckedFilter(request.GET, on=who.on, partners=leads_of(rows))
    filters.is_valid()
    year, named = filters.chosen, filters.criteria
    asked = {name: filters.cleaned_data.get(name, "") for name in ("partner", "criterion", "result")}
    listing = Listing(
        request,
        within(rows, [filters.span] if filters.span else filters.spans).select_related("visit__school", "visit__lead"),
        columns=(*_COLUMNS, *(_of(each.id, each.name) for each in named)),
        sort="ended",
        filters=filters,
        narrow=lambda found, _: narrowed(found, **asked),
    )
    if listing.wants_export:
        return listing.export(f"checked-reports-{year}")
    results = [(row, [(each.name, _result(row, each.id)) for each in named]) for row in listing.page]
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {"listing": listing, "rows": results, "year": year}
    return render(request, f"oversight/checked_reports.html{part}", context)


def _of(criterion: str, name: str) -> Column:
    return Column(slug=criterion, label=name, value=lambda row: _result(row, criterion))


def _result(row: object, criterion: str) -> str:
    found = getattr(row, "checked", {}).get(criterion)
    return "" if found is None else RESULTS[MET if found else NOT_MET]
