"""The list of watched schools, and the buttons that watch one or stop."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.web.lists.listing import Column, Listing

from ..queries import visible
from . import actions
from .permissions import MAY
from .queries import watched

COLUMNS = (
    Column(slug="school", label="School", order=("name",), value=lambda s: s.name),
    Column(slug="urn", label="URN", value=lambda s: s.urn, shown=False),
    Column(slug="phase", label="Phase", order=("phase",), value=lambda s: s.phase),
    Column(slug="new", label="New", order=("new",), value=lambda s: s.new, numeric=True),
    Column(slug="last", label="Latest change", value=lambda s: s.last),
)


@require_safe
@allow(*MAY)
def watched_schools(request: HttpRequest) -> HttpResponseBase:
    """The schools that the person watches, those with the most news first."""
    listing = Listing(
        request,
        watched(user_roles(request)),
        columns=COLUMNS,
        sort="-new",
        filters=forms.Form(request.GET),
        narrow=lambda rows, _: rows,
    )
    if listing.wants_export:
        return listing.export("watched-schools")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"schools/watched.html{part}", {"listing": listing})


@require_POST
@allow(*MAY)
def school_watch(request: HttpRequest, urn: int) -> HttpResponse:
    """Watch a school, or stop watching it."""
    found = get_object_or_404(visible(user_roles(request)), pk=urn)
    if request.POST.get("act") == "stop":
        actions.stop(found, by=actor(request))
        messages.success(request, f"You no longer watch {found}.")
    else:
        actions.watch(found, by=actor(request), on=clock.today())
        messages.success(request, f"You watch {found}. What is new there is under “Watched schools”.")
    return redirect("watched_schools" if request.POST.get("back") else found)


@require_POST
@allow(*MAY)
def watched_read(request: HttpRequest) -> HttpResponse:
    """Everything that happened so far was read."""
    actions.mark_read(by=actor(request))
    messages.success(request, "Everything at the schools you watch is marked as read.")
    return redirect("watched_schools")
