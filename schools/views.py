"""Pages to find a school and to read what is known about it."""

from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from sil.accounts.access import signed_in, user_roles
from sil.accounts.roles import Permission
from sil.web.lists.listing import Column, Listing
from sil.web.panels import ALL, parts, tabs, tabs_of_assistant, with_marks
from sil.web.search.fields import offer, suggest
from sil.web.timeline import PAGE_SIZE, PRINTED, Timeline

from .forms import FindForm, SchoolFilter, TimelineFilter
from .models import School
from .panels import PEOPLE
from .queries import parts_only, visible, with_assisted
from .search.fields import named_in
from .search.queries import RANK, search
from .watching.permissions import MAY
from .watching.queries import with_watch

COLUMNS = (
    Column(slug="school", label="School", order=("name",), value=lambda s: s.name),
    Column(slug="urn", label="URN", order=("urn",), value=lambda s: s.urn),
    Column(slug="number", label="DfE number", order=("la_code", "establishment_number"), value=lambda s: s.laestab),
    Column(slug="phase", label="Phase", order=("phase",), value=lambda s: s.phase),
    Column(slug="sector", label="Maintained or academy", order=("sector",), value=lambda s: s.sector_label),
    Column(slug="town", label="Town", order=("town",), value=lambda s: s.town),
    Column(slug="postcode", label="Postcode", order=("postcode",), value=lambda s: s.postcode),
)
WHO = "officers of the school, those who hold a post there, oversight and administrators"
PAGE = f"{WHO}; assistants see the panels of their parts"


@require_safe
@signed_in("everyone: the schools they may open")
def schools(request: HttpRequest) -> HttpResponseBase:
    """The schools that the person may open, with search and filters."""
    who = user_roles(request)
    rows = with_assisted(who)
    finds = FindForm()
    offer(finds, "school", rows)
    if found := suggest(request, finds):
        return found
    part = "#results" if request.headers.get("HX-Request") else ""
    if not part and (named := named_in(rows, request.GET.get("search", ""))):
        return redirect(named)
    phases = [p for p in rows.order_by("phase").values_list("phase", flat=True).distinct() if p]
    listing = Listing(
        request,
        rows,
        columns=COLUMNS,
        sort="school",
        filters=SchoolFilter(request.GET, phases=phases),
        narrow=partial(_narrow, on=who.on),
        best=RANK,
    )
    if listing.wants_export:
        return listing.export("schools")
    return render(request, f"schools/schools.html{part}", {"listing": listing, "may_watch": who.may(*MAY)})


@require_safe
@signed_in(PAGE)
def school(request: HttpRequest, urn: int) -> HttpResponse:
    """The page of a school, put together from the declared panels: its summary, one of them, or all."""
    who = user_roles(request)
    found = get_object_or_404(with_marks(with_watch(with_assisted(who), who), who), pk=urn)
    given = parts_only(found, who)
    there = tabs_of_assistant(given) if given else tabs(who)
    asked = request.GET.get("part", "")
    chosen = next((panel for panel in there if panel.slug == asked), None)
    if chosen or asked == ALL:
        shown = parts(found, who, [chosen] if chosen else (panel for panel in there if panel.on_all))
    else:
        shown = parts(found, who, (panel for panel in there if panel.in_summary))
        # Who reads no casework looks after people, or is an assistant.
        shown = shown or parts(found, who, there if given else [PEOPLE])
    context = {
        "school": found,
        "tabs": there,
        "chosen": chosen.slug if chosen else "",
        "heading": chosen.title if chosen else "",
        "parts": shown,
        "is_summary": not chosen and asked != ALL,
        "is_all": asked == ALL,
        "apart": [panel for panel in there if not panel.on_all],
        "assists": bool(given),
        "may_watch": who.may(*MAY),
        "may_scrutinise": who.may(Permission.SCRUTINY_REPORT),
    }
    return render(request, "schools/school.html", context)


@require_safe
@signed_in(WHO)
def timeline(request: HttpRequest, urn: int) -> HttpResponse:
    """Everything that happened, by kind and year, a page at a time or as one page to print."""
    who = user_roles(request)
    found = get_object_or_404(visible(who), pk=urn)
    form = TimelineFilter(request.GET)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    printed = bool(request.GET.get("all"))
    shown = Timeline(
        found,
        who,
        group=asked.get("kind", ""),
        year=asked.get("year"),
        page=asked.get("page", 1),
        size=PRINTED if printed else PAGE_SIZE,
    )
    context = {
        "school": found,
        "heading": "What happened",
        "timeline": shown,
        "year": str(asked.get("year", "")),
        "printed": printed,
        "address": urlencode({name: value for name, value in asked.items() if name != "page"}),
    }
    return render(request, "schools/timeline.html", context)


def _narrow(rows: QuerySet[School], asked: dict[str, Any], *, on: date) -> QuerySet[School]:
    if phase := asked.get("phase"):
        rows = rows.filter(phase=phase)
    if sector := asked.get("sector"):
        rows = rows.filter(sector=sector)
    if not asked.get("closed"):
        rows = rows.filter(is_open=True)
    # Last, since it asks whether any of these fits.
    return search(rows, text, on) if (text := asked.get("search")) else rows
