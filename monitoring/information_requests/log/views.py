"""Pages of requests for information: the list, logging and correcting it, and each act on it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.workflow import Denied

from . import actions
from .acts import ACTS
from .forms import CorrectForm, LogForm, RequestsFilter
from .policies import can_act
from .queries import narrowed, readable

ANY = ["GET", "HEAD", "POST"]
COLUMNS = (
    Column(slug="number", label="Request", order=("pk",), value=lambda row: row.pk),
    Column(slug="kind", label="Kind", order=("kind",), value=lambda row: row.get_kind_display()),
    Column(slug="asker", label="Asked by", order=("asker",), value=lambda row: row.asker),
    Column(slug="about", label="About", value=lambda row: row.about),
    Column(slug="received", label="Received", order=("received_on",), value=lambda row: row.received_on),
    Column(slug="due", label="To be answered by", order=("over", "due_on"), value=lambda row: row.due_on or ""),
    Column(slug="state", label="State", value=lambda row: row.get_status_display()),
    Column(slug="closed", label="Closed", value=lambda row: row.closed_on or "", shown=False),
)


@require_safe
@allow(Permission.INFORMATION_REQUESTS)
def requests(request: HttpRequest) -> HttpResponseBase:
    """Every request; those that are owed first, the latest day first."""
    who = user_roles(request)
    listing = Listing(
        request,
        readable(who),
        columns=COLUMNS,
        sort="due",
        filters=RequestsFilter(request.GET),
        narrow=lambda rows, asked: narrowed(rows, asked, who.on),
    )
    if listing.wants_export:
        return listing.export("information-requests")
    part = "#results" if request.headers.get("HX-Request") else ""
    shown = [(row, row.is_late(who.on)) for row in listing.page]
    return render(request, f"information_requests/requests.html{part}", {"listing": listing, "shown": shown})


@require_http_methods(ANY)
@allow(Permission.INFORMATION_REQUESTS)
@once
def log(request: HttpRequest) -> HttpResponse:
    form = LogForm(posted(request))
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(actions.log(form.said, by=actor(request), on=user_roles(request).on))
        except Denied as denied:
            refuse(form, denied.sentence, "received_on")
    return render(request, "information_requests/log.html", {"form": form})


@require_http_methods(ANY)
@allow(Permission.INFORMATION_REQUESTS)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    form = CorrectForm(posted(request), found=found)
    if suggested := suggest(request, form):
        return suggested
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(found, form.said, reason=form.cleaned_data["reason"], by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You corrected request {pk}.")
            return redirect(found)
    return render(request, "information_requests/log.html", {"form": form, "asked": found})


@require_http_methods(ANY)
@allow(Permission.INFORMATION_REQUESTS)
def act(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One of the acts that the state of the request allows."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    meant = ACTS.get(slug)
    if meant is None:
        raise Http404
    words = {"label": meant.label, "hint": meant.hint, "missing": meant.missing}
    form = meant.form(posted(request), found=found, on=who.on, **words)
    if request.method == "POST" and form.is_valid():
        try:
            meant.does(found, **form.said, by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence, "day" if denied.code == "day" and "day" in form.fields else None)
        else:
            messages.success(request, meant.done.format(number=pk))
            return redirect(found)
    elif request.method != "POST" and not can_act(found, slug):
        messages.warning(request, "That cannot be done with this request now.")
        return redirect(found)
    return render(request, "information_requests/act.html", {"form": form, "asked": found, "act": meant})
