"""Pages of surveys: the list, plan one, change it, open it, give more time, end it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.clock import weekday_in_words
from sil.dates.sense import Known
from sil.submissions.once import once
from sil.web.forms import know, posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.workflow import Denied, can

from ..models import Cycle
from . import actions
from .forms import CycleFilter, CycleForm, ExtendForm, ReasonForm, initial_of
from .policies import check_may_open
from .queries import cycles, preview

ANY = ["GET", "HEAD", "POST"]
_BESIDE = {"no_name": "name", "nobody": "who", "past": "closes_on", "order": "closes_on", "not_later": "day"}
_COLUMNS = (
    Column(slug="name", label="Survey", order=("name",), value=lambda c: c.name),
    Column(slug="status", label="State", order=("status",), value=lambda c: c.get_status_display()),
    Column(slug="opens", label="Opens", order=("opens_on",), value=lambda c: c.opens_on),
    Column(slug="closes", label="Last day for answers", order=("closes_on",), value=lambda c: c.closes_on),
    Column(slug="asked", label="Asked", order=("asked",), numeric=True, value=lambda c: c.asked),
    Column(slug="answered", label="Answered", order=("answered",), numeric=True, value=lambda c: c.answered),
)


@require_safe
@allow(Permission.SURVEYS_READ)
def surveys(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        cycles(),
        columns=_COLUMNS,
        sort="-closes",
        filters=CycleFilter(request.GET),
        narrow=_narrow,
    )
    if listing.wants_export:
        return listing.export("surveys")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {"listing": listing, "keeps": user_roles(request).may(Permission.SURVEY_KEEP)}
    return render(request, f"surveys/surveys.html{part}", context)


@require_http_methods(ANY)
@allow(Permission.SURVEY_KEEP)
@once
def survey_plan(request: HttpRequest) -> HttpResponse:
    """Plan a survey. Whom it asks is shown before it is opened."""
    form = CycleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.plan(form.typed, by=actor(request), on=user_roles(request).on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "You planned the survey. Nobody is asked before you open it.")
            return redirect(made)
    return render(request, "surveys/form.html", {"form": form, "cycle": None})


@require_http_methods(ANY)
@allow(Permission.SURVEY_KEEP)
def survey_change(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = get_object_or_404(Cycle, pk=pk, status=Cycle.Status.PLANNED)
    form = CycleForm(posted(request), initial=initial_of(cycle))
    for name in ("opens_on", "closes_on"):
        know(form, name, Known(recorded=getattr(cycle, name)))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(cycle, form.typed, by=actor(request), on=user_roles(request).on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "You changed the survey.")
            return redirect(cycle)
    return render(request, "surveys/form.html", {"form": form, "cycle": cycle})


@require_http_methods(ANY)
@allow(Permission.SURVEY_KEEP)
def survey_open(request: HttpRequest, pk: int) -> HttpResponse:
    """After a page that says how many are asked."""
    cycle, on = get_object_or_404(Cycle, pk=pk, status=Cycle.Status.PLANNED), user_roles(request).on
    sentence = ""
    if request.method == "POST":
        try:
            number = actions.open_cycle(cycle, by=actor(request), on=on)
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(
                request,
                f"You opened the survey, which asks for {number} answers. We will email everybody it asks, and remind "
                f"those who have not answered before {weekday_in_words(cycle.closes_on)}.",
            )
            return redirect(cycle)
    context = {
        "cycle": cycle,
        "preview": preview(cycle, on),
        "sentence": sentence,
        "may_open": can(check_may_open)(cycle, on),
    }
    return render(request, "surveys/open.html", context)


@require_http_methods(ANY)
@allow(Permission.SURVEY_KEEP)
def survey_extend(request: HttpRequest, pk: int) -> HttpResponse:
    return _end(
        request,
        pk,
        ExtendForm,
        actions.extend,
        "surveys/extend.html",
        "You gave more time. We will email those who have not answered.",
    )


@require_http_methods(ANY)
@allow(Permission.SURVEY_KEEP)
def survey_close(request: HttpRequest, pk: int) -> HttpResponse:
    return _end(
        request,
        pk,
        ReasonForm,
        actions.close,
        "surveys/close.html",
        "You closed the survey. We will email those who have not answered.",
    )


@require_http_methods(ANY)
@allow(Permission.SURVEY_KEEP)
def survey_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _end(
        request, pk, ReasonForm, actions.cancel, "surveys/cancel.html", "You cancelled the survey.", planned=True
    )


def _end(
    request: HttpRequest,
    pk: int,
    kind: type[ReasonForm],
    act: Callable[..., Cycle],
    template: str,
    done: str,
    *,
    planned: bool = False,
) -> HttpResponse:
    """A page that asks for the reason, and does it."""
    states = (Cycle.Status.OPEN, *((Cycle.Status.PLANNED,) if planned else ()))
    cycle = get_object_or_404(cycles(), pk=pk, status__in=states)
    form = kind(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            act(cycle, by=actor(request), on=user_roles(request).on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, done)
            return redirect("survey", pk=cycle.pk)
    return render(request, template, {"form": form, "cycle": cycle})


def _narrow(found: QuerySet[Any], asked: dict[str, Any]) -> QuerySet[Any]:
    return found.filter(status=asked["status"]) if asked.get("status") else found
