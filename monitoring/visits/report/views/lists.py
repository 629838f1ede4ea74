"""The list of late reports, and the figures of each partner's reports."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest

from ...models import ReportFigures
from ...visit.permissions import casework
from ..figures import NO_TERMS
from ..forms import QualityFilter, SchoolFilter
from ..kept import figures_of
from ..queries import by_school, with_partner
from ..queries import late as late_reports

_COLUMNS = (
    Column(slug="school", label="School", order=("visit__school__name",), value=lambda r: r.visit.school.name),
    Column(slug="visit", label="Visit", order=("visit__starts_on",), value=lambda r: r.visit.starts_on),
    Column(slug="author", label="Written by", order=("author",), value=lambda r: r.author),
    Column(slug="partner", label="Partner", order=("sip_name",), value=lambda r: r.sip_name),
    Column(slug="state", label="State", order=("status",), value=lambda r: r.get_status_display()),
    Column(slug="due", label="Was due", order=("due_on",), value=lambda r: r.due_on),
)


@require_safe
@allow(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD)
def late(request: HttpRequest) -> HttpResponseBase:
    """List the reports that were not issued in time, the longest overdue first; partners see those of their own
    schools."""
    who = user_roles(request)
    rows = with_partner(late_reports(who.on, casework(who)), who.on)
    listing = Listing(request, rows, columns=_COLUMNS, sort="due", filters=SchoolFilter(request.GET), narrow=by_school)
    if listing.wants_export:
        return listing.export("late-reports")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/reports_late.html{part}", {"listing": listing, "rows": listing.page})


@require_safe
@allow(Permission.VISITS_READ_ALL)
def quality(request: HttpRequest) -> HttpResponseBase:
    """How many reports each partner owed in a term, how many were checked and came back, and how soon they went: of
    this academic year, or the one that the filter names."""
    who = user_roles(request)
    filters = QualityFilter(request.GET, on=who.on)
    if matches := suggest(request, filters):
        return matches
    year = filters.chosen
    rows = figures_of(year, who.on)
    listing = Listing(request, rows, columns=_FIGURES, sort="partner", filters=filters, narrow=_narrow)
    if listing.wants_export:
        return listing.export(f"quality-of-reports-{year}")
    context = {
        "listing": listing,
        "year": year,
        "no_terms": rows.filter(term=NO_TERMS).exists(),
        "keeps_terms": who.may(Permission.SETTINGS_MANAGE),
    }
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/reports_quality.html{part}", context)


_FIGURES = (
    Column(slug="partner", label="Partner", order=("lead__name", "since"), value=lambda f: f.lead.name),
    Column(slug="year", label="Academic year", value=lambda f: f.year_name),
    Column(slug="term", label="Term", order=("since",), value=lambda f: f.term),
    Column(slug="reports", label="Reports", order=("written",), value=lambda f: f.written, numeric=True),
    Column(slug="checked", label="To be checked", order=("checked",), value=lambda f: f.checked, numeric=True),
    Column(slug="returned", label="Returned", order=("returned",), value=lambda f: f.returned, numeric=True),
    Column(slug="days", label="Days to issue", order=("mean",), value=lambda f: f.mean_days, numeric=True),
    Column(slug="late", label="Late", order=("late",), value=lambda f: f.late, numeric=True),
)


def _narrow(rows: QuerySet[ReportFigures], asked: dict[str, Any]) -> QuerySet[ReportFigures]:
    if partner := asked.get("partner"):
        rows = rows.filter(lead__in=partner.keys)
    return rows.filter(term=asked["term"]) if asked.get("term") else rows
