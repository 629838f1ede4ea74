"""Pages of what is held: have it collected, see how far it is, and the list."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.web.lists.listing import Column, Listing
from sil.workflow import Denied

from ..log.queries import readable as readable_requests
from . import actions
from .forms import ItemsFilter
from .queries import found_for, last_collection, narrowed, readable

COLUMNS = (
    Column(slug="day", label="Day", order=("day",), value=lambda row: row.day or ""),
    Column(slug="kind", label="Kind", order=("label",), value=lambda row: row.label),
    Column(slug="words", label="Words", value=lambda row: row.words),
    Column(slug="found", label="Found", order=("how",), value=lambda row: row.role or row.get_how_display()),
    Column(slug="decision", label="Decision", order=("decision",), value=lambda row: row.get_decision_display()),
    Column(slug="exemption", label="Exemption", value=lambda row: row.exemption_words, shown=False),
    Column(slug="note", label="Note", value=lambda row: row.note, shown=False),
)


@require_safe
@allow(Permission.INFORMATION_REQUESTS)
def items(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was found, as far as the person may read it, or how far the worker is."""
    who = user_roles(request)
    asked = get_object_or_404(readable_requests(who), pk=pk)
    collection = last_collection(asked)
    if request.headers.get("HX-Request") and request.headers.get("HX-Target") == "progress":
        response = render(
            request, "information_requests/items.html#progress", {"collection": collection, "asked": asked}
        )
        if collection is None or collection.is_over:
            response["HX-Refresh"] = "true"
        return response
    listing = Listing(
        request,
        readable(asked, who),
        columns=COLUMNS,
        sort="day",
        filters=ItemsFilter(request.GET),
        narrow=narrowed,
    )
    if listing.wants_export:
        return listing.export(f"information-request-{pk}")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {"listing": listing, "asked": asked, "collection": collection, "found": found_for(asked, who)}
    return render(request, f"information_requests/items.html{part}", context)


@require_POST
@allow(Permission.INFORMATION_REQUESTS)
def collect(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    asked = get_object_or_404(readable_requests(who), pk=pk)
    try:
        actions.collect(asked, by=actor(request), on=who.on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(asked)
    return redirect("information_items", pk=pk)
