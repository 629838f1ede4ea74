"""Pages of the directory of system leaders: the list, one of them, add, change, end, and read a file in."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.audit.events import history
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.export import FORMATS
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of
from sil.workflow import Denied

from ..keeping import keep, know_days
from ..models import Leader, LeaderFile
from ..permissions import READS_BUDGETS
from . import actions
from .forms import EndForm, FileForm, LeaderFilter, LeaderForm
from .queries import leaders
from .reading import HEADINGS

ANY = ["GET", "HEAD", "POST"]
A_PAGE = 25
_COLUMNS = (
    Column(slug="name", label="Name", order=("name",), value=lambda p: p.name),
    Column(slug="designation", label="Designation", order=("designation",), value=lambda p: p.designation_name),
    Column(slug="school", label="School", order=("school__name",), value=lambda p: p.school.name if p.school else ""),
    Column(slug="topics", label="Topics", value=lambda p: "; ".join(p.topic_names)),
    Column(slug="phases", label="Phases", value=lambda p: "; ".join(p.phases) or "All"),
    Column(slug="until", label="Accredited until", order=("accredited_to",), value=lambda p: p.accredited_to),
    Column(slug="days", label="Days a year", order=("days_a_year",), value=lambda p: p.days_a_year, numeric=True),
    Column(slug="left", label="Days left", order=("left",), value=lambda p: p.left, numeric=True),
    Column(slug="email", label="Email", value=lambda p: p.email, shown=False),
)


@require_safe
@allow(Permission.SUPPORT_READ)
def directory(request: HttpRequest) -> HttpResponseBase:
    who = user_roles(request)
    listing = Listing(
        request,
        leaders(who.on),
        columns=_COLUMNS,
        sort="name",
        filters=LeaderFilter(request.GET),
        narrow=partial(_narrow, on=who.on),
    )
    if listing.wants_export:
        return listing.export("system-leaders")
    part = "#results" if request.headers.get("HX-Request") else ""
    context = {
        "listing": listing,
        "rows": [(row, row.has_expired(who.on)) for row in listing.page],
        "keeps": who.may(Permission.SUPPORT_KEEP),
        "here": "leaders",
        "reads_budgets": who.may(*READS_BUDGETS),
    }
    return render(request, f"support/leaders.html{part}", context)


@require_safe
@allow(Permission.SUPPORT_READ)
def leader(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = get_object_or_404(leaders(who.on), pk=pk)
    context = {
        "leader": found,
        "expired": found.has_expired(who.on),
        "keeps": who.may(Permission.SUPPORT_KEEP),
        "entries": [entry_of(event) for event in history(found)],
    }
    return render(request, "support/leader.html", context)


@require_http_methods(ANY)
@allow(Permission.SUPPORT_KEEP)
@once
def leader_add(request: HttpRequest) -> HttpResponse:
    return _kept(request, None)


@require_http_methods(ANY)
@allow(Permission.SUPPORT_KEEP)
def leader_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is recorded of somebody; who left the directory returns to it."""
    return _kept(request, get_object_or_404(Leader.objects.select_related("school"), pk=pk))


@require_http_methods(ANY)
@allow(Permission.SUPPORT_KEEP)
def leader_end(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Leader, pk=pk, ended_on=None)
    return keep(
        request,
        EndForm(posted(request)),
        lambda typed: actions.end_leader(found, by=actor(request), on=user_roles(request).on, **typed),
        heading=f"Take {found.name} out of the directory",
        says="Officers can no longer propose them to schools. Support that both sides have agreed goes ahead. You can "
        "put them back later.",
        button="Take them out of the directory",
        back=(found.get_absolute_url(), found.name),
        done=lambda made: f"You took {made.name} out of the directory. Officers can no longer propose them to schools.",
    )


@require_http_methods(ANY)
@allow(Permission.SUPPORT_KEEP)
def leaders_read(request: HttpRequest) -> HttpResponse:
    """Offer the template, and take it filled in."""
    form = FileForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.prepare_from_file(
                form.cleaned_data["document"], by=actor(request), on=user_roles(request).on
            )
        except Denied as denied:
            refuse(form, denied.sentence, "document")
        else:
            return redirect("support_leaders_file", pk=made.pk)
    return render(request, "support/leaders_read.html", {"form": form, "headings": HEADINGS})


@require_safe
@allow(Permission.SUPPORT_KEEP)
def leaders_template(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The file to fill in, with a line for each person in the directory."""
    if ending not in FORMATS:
        raise Http404
    # Before the answer begins: what is remembered of the framework while a page is read is forgotten by then.
    return FORMATS[ending][1]("system-leaders", HEADINGS, list(_lines()))


@require_http_methods(ANY)
@allow(Permission.SUPPORT_KEEP)
def leaders_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a file would change, person by person, and save it."""
    found = get_object_or_404(LeaderFile, pk=pk, made_by=actor(request))
    sentence = ""
    if request.method == "POST":
        try:
            number = actions.save_file(found, by=actor(request), on=user_roles(request).on)
        except Denied as denied:
            sentence = denied.sentence
        else:
            people = "1 person" if number == 1 else f"{number} people"
            messages.success(request, f"You saved {people} in the directory.")
            return redirect("support_leaders")
    page = Paginator(found.entries, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "support/leaders_file.html", {"file": found, "sentence": sentence, "page": page})


def _lines() -> Iterator[tuple[object, ...]]:
    for each in Leader.objects.filter(ended_on=None):
        yield (
            each.name,
            each.email,
            each.designation_name,
            each.school_id,
            "; ".join(each.topic_names),
            "; ".join(each.phases),
            each.accredited_from,
            each.accredited_to,
            each.days_a_year,
            each.notes,
        )


def _kept(request: HttpRequest, found: Leader | None) -> HttpResponse:
    form = LeaderForm(posted(request), initial=_initial(found) if found else {})
    if asked := suggest(request, form):
        return asked
    know_days(form, found, "accredited_from", "accredited_to")
    returns = found is not None and found.ended_on is not None
    return keep(
        request,
        form,
        lambda typed: actions.keep_leader(found, typed, by=actor(request), on=user_roles(request).on),
        heading=_heading(found, returns=returns),
        says="Check what is recorded. Officers can propose them to schools again once you save it." if returns else "",
        button="Put them back in the directory" if returns else "Save in the directory",
        makes=found is None,
        back=(found.get_absolute_url(), found.name) if found else (reverse("support_leaders"), "System leaders"),
        done=lambda made: f"You saved {made.name}. Officers can now propose them to schools.",
        beside={"order": "accredited_to"},
    )


def _heading(found: Leader | None, *, returns: bool) -> str:
    if found is None:
        return "Add a system leader"
    return f"Put {found.name} back in the directory" if returns else f"Change the details of {found.name}"


def _initial(found: Leader) -> dict[str, Any]:
    label = f"{found.school.name} ({found.school.pk})" if found.school else ""
    return model_to_dict(found) | {"school": label}


def _narrow(rows: QuerySet[Any], asked: dict[str, Any], *, on: date) -> QuerySet[Any]:
    if asked.get("search"):
        rows = rows.filter(Q(name__icontains=asked["search"]) | Q(school__name__icontains=asked["search"]))
    if asked.get("designation"):
        rows = rows.filter(designation=asked["designation"])
    if asked.get("topic"):
        rows = rows.filter(topics__contains=[asked["topic"]])
    if asked.get("phase"):
        rows = rows.filter(Q(phases=[]) | Q(phases__contains=[asked["phase"]]))
    if asked.get("left"):
        rows = rows.filter(left__gt=0)
    if asked.get("expired"):
        rows = rows.filter(accredited_to__lt=on)
    return rows if asked.get("ended") else rows.filter(ended_on=None)
