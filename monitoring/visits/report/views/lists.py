"""The list of late reports, and the figures of each partner's reports."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, user_roles
from sil.accounts.roles import Permission
from sil.framework.years import first_day
from sil.web.listing import Column, CountedListing, Listing

from ...terms.queries import AllTerms
from ...visit.permissions import casework
from ..figures import NO_TERMS, Figures, figures
from ..forms import QualityFilter, SchoolFilter
from ..queries import by_school, for_figures, with_partner
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
    """How many reports each partner owed in a term, how many were checked and came back, and how soon they went."""
    who = user_roles(request)
    rows: Any = figures(for_figures(), AllTerms(), who.on)
    filters = QualityFilter(request.GET, choices=_choices(rows))
    listing = CountedListing(request, rows, columns=_FIGURES, sort="partner", filters=filters, narrow=_narrow)
    if listing.wants_export:
        return listing.export("quality-of-reports")
    context = {
        "listing": listing,
        "no_terms": sorted({row.year_name for row in listing.rows if row.term == NO_TERMS}),
        "keeps_terms": who.may(Permission.SETTINGS_MANAGE),
    }
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/reports_quality.html{part}", context)


_FIGURES = (
    Column(slug="partner", label="Partner", order=("partner", "since"), value=lambda f: f.partner),
    Column(slug="year", label="Academic year", order=("year",), value=lambda f: f.year_name),
    Column(slug="term", label="Term", order=("since",), value=lambda f: f.term),
    Column(slug="reports", label="Reports", order=("written",), value=lambda f: f.written, numeric=True),
    Column(slug="checked", label="To be checked", order=("checked",), value=lambda f: f.checked, numeric=True),
    Column(slug="returned", label="Returned", order=("returned",), value=lambda f: f.returned, numeric=True),
    Column(slug="days", label="Days to issue", order=("mean_days",), value=lambda f: f.mean_days, numeric=True),
    Column(slug="late", label="Late", order=("late",), value=lambda f: f.late, numeric=True),
)
# Filter -> what a row holds of it, and how that reads.
_HOLDS: dict[str, tuple[Callable[[Figures], str], Callable[[Figures], str]]] = {
    "partner": (lambda f: str(f.lead), lambda f: f.partner),
    "year": (lambda f: str(f.year), lambda f: f.year_name),
    "term": (lambda f: f.term, lambda f: f.term),
}


def _choices(rows: list[Figures]) -> dict[str, list[tuple[str, str]]]:
    """Partners by name, years the latest first, terms in the order in which they come in a year."""
    in_order = {
        "partner": rows,
        "year": sorted(rows, key=lambda f: -f.year),
        "term": sorted(rows, key=lambda f: f.since - first_day(f.year)),
    }
    return {name: list({value(f): words(f) for f in in_order[name]}.items()) for name, (value, words) in _HOLDS.items()}


def _narrow(rows: Any, asked: dict[str, Any]) -> Any:
    wanted = {name: value for name, (value, _) in _HOLDS.items() if asked.get(name)}
    return [row for row in rows if all(value(row) == asked[name] for name, value in wanted.items())]
