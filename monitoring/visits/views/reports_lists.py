"""Which reports are late, and how do checks and days to issue stand, partner by partner?"""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sil.accounts.access import allow, standing
from sil.accounts.roles import Permission
from sil.audit.models import Event
from sil.framework.years import academic_year, first_day, label
from sil.web.export import FORMATS
from sil.web.listing import Column, Listing

from ..lists_reports import HEADS, SchoolFilter, by_school, figures
from ..models import Report
from ..permissions_reports import casework
from ..queries_reports import issued_since, with_partner
from ..queries_reports import late as late_reports

_COLUMNS = (
    Column(slug="school", label="School", order=("visit__school__name",), value=lambda r: r.visit.school.name),
    Column(slug="visit", label="Visit", order=("visit__starts_on",), value=lambda r: r.visit.starts_on),
    Column(slug="author", label="Written by", order=("visit__lead__name",), value=lambda r: r.visit.lead.name),
    Column(slug="partner", label="Partner", order=("sip_name",), value=lambda r: r.sip_name),
    Column(slug="state", label="State", order=("status",), value=lambda r: r.get_status_display()),
    Column(slug="due", label="Was due", order=("due_on",), value=lambda r: r.due_on),
)


@require_safe
@allow(Permission.VISITS_READ_ALL, Permission.VISIT_RECORD)
def late(request: HttpRequest) -> HttpResponseBase:
    """The reports that did not go in time, the longest overdue first; a partner sees their own schools'."""
    who = standing(request)
    rows = with_partner(late_reports(who.on, casework(who)), who.on)
    listing = Listing(request, rows, columns=_COLUMNS, sort="due", filters=SchoolFilter(request.GET), narrow=by_school)
    if listing.wants_export:
        return listing.export("late-reports")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"visits/reports_late.html{part}", {"listing": listing, "rows": listing.page})


@require_safe
@allow(Permission.VISITS_READ_ALL)
def quality(request: HttpRequest) -> HttpResponseBase:
    """Figures of this academic year and the one before."""
    who = standing(request)
    year = academic_year(who.on) - 1
    returned = Event.objects.filter(kind="report.returned", subject_table=Report._meta.db_table)
    keys = set(returned.values_list("subject_id", flat=True))
    found = figures(issued_since(first_day(year)), keys, who.on)
    asked = request.GET.get("export", "")
    if asked in FORMATS:
        _, write = FORMATS[asked]
        return write("quality-of-reports", HEADS, (of.row for of in found))
    context = {"figures": found, "since": label(year), "exports": [(name, slug) for slug, (name, _) in FORMATS.items()]}
    return render(request, "visits/reports_quality.html", context)
