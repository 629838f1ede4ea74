"""Find a school, and read what is known about it."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sil.accounts.access import signed_in, standing
from sil.web.listing import Column, Listing
from sil.web.panels import parts

from .forms import SchoolFilter
from .models import School
from .queries import by_name_or_urn, visible

COLUMNS = (
    Column(slug="school", label="School", order=("name",), value=lambda s: s.name),
    Column(slug="urn", label="URN", order=("urn",), value=lambda s: s.urn),
    Column(slug="phase", label="Phase", order=("phase",), value=lambda s: s.phase),
    Column(slug="sector", label="Maintained or academy", order=("sector",), value=lambda s: s.sector_label),
    Column(slug="town", label="Postcode", order=("postcode",), value=lambda s: s.postcode),
)
WHO = "officers of the school, whoever holds a post there, oversight and administrators"


@require_safe
@signed_in("everyone: the schools they may open")
def schools(request: HttpRequest) -> HttpResponseBase:
    rows = visible(standing(request))
    phases = [p for p in rows.order_by("phase").values_list("phase", flat=True).distinct() if p]
    listing = Listing(
        request, rows, columns=COLUMNS, sort="school", filters=SchoolFilter(request.GET, phases=phases), narrow=_narrow
    )
    if listing.wants_export:
        return listing.export("schools")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"schools/schools.html{part}", {"listing": listing})


@require_safe
@signed_in(WHO)
def school(request: HttpRequest, urn: int) -> HttpResponse:
    who = standing(request)
    found = get_object_or_404(visible(who), pk=urn)
    return render(request, "schools/school.html", {"school": found, "parts": parts(found, who)})


def _narrow(rows: QuerySet[School], asked: dict[str, Any]) -> QuerySet[School]:
    if text := asked.get("search"):
        rows = rows.filter(by_name_or_urn(text) | Q(postcode__istartswith=text))
    if phase := asked.get("phase"):
        rows = rows.filter(phase=phase)
    if sector := asked.get("sector"):
        rows = rows.filter(sector=sector)
    return rows if asked.get("closed") else rows.filter(is_open=True)
