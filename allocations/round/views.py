"""Pages of rounds: open one, see its progress, add schools, close it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.lacking import lacks_lead, lacks_officer
from schools.models import AssignmentRole, School
from schools.people.queries import partners_of_schools
from schools.queries import assigned, by_name_or_urn, with_officer
from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.framework.models import FrameworkVersion
from sil.framework.queries import version_for
from sil.framework.schema import Framework
from sil.framework.years import academic_year, label
from sil.submissions.once import once
from sil.web.forms import number, posted, refuse
from sil.web.lists.export import PageTable, file_among, file_of, files_of, wants_file
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.shown.read import Read
from sil.workflow import Denied

from ..allocation.queries import readable, with_decided
from ..models import Allocation, Round
from . import actions as allocation_rounds
from .forms import ProposeByForm, RoundFilter
from .queries import (
    answers_owed,
    last_band_name,
    no_longer_needed,
    open_allocations,
    partners_to_remind,
    progress_and_bands,
    progress_of,
    schools_for,
    schools_to_add,
    with_last_band,
    with_sip,
)

# So many are named on a page that warns of them.
NAMED = 50
_COLUMNS = (
    Column(slug="school", label="School", order=("school__name",), value=lambda a: a.school.name),
    Column(slug="urn", label="URN", value=lambda a: a.school_id, shown=False),
    Column(slug="phase", label="Phase", order=("school__phase",), value=lambda a: a.school.phase),
    Column(slug="sip", label="", order=("sip_name",), value=lambda a: a.sip_name),
    Column(slug="state", label="State", order=("status",), value=lambda a: a.state_words),
    Column(slug="band", label="Band", order=("band", "proposal__band"), value=lambda a: _band(a)),
    Column(slug="last", label="Last year", order=("last_band",), value=last_band_name),
    Column(slug="due", label="Due", order=("due_on",), value=lambda a: a.due_on),
)

# What the columns read.
_READ = (
    *("status", "band", "due_on", "superseded_on", "reviews", "school__name", "school__phase"),
    *("round__academic_year", "round__framework_version__sha256", "proposal__band"),
)
ROUND_LABELS = ("Academic year", "Opened", "Progress", "Closed")
BAND_LABELS = ("Band", "This year", "Last year")


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE)
def rounds(request: HttpRequest) -> HttpResponseBase:
    """The rounds, the latest first, with the number of allocations in each state."""
    who = user_roles(request)
    found = Round.objects.select_related("framework_version")
    if wants_file(request):
        return file_of(request, "rounds", ROUND_LABELS, _round_lines(found))
    year = academic_year(who.on)
    opened = {r.academic_year for r in found}
    context = {
        "rounds": progress_of(found[:10]),
        "years": [y for y in (year, year + 1) if y not in opened] if who.may(Permission.ROUND_OPEN) else [],
        "may_bring_in": who.may(Permission.ROUND_OPEN),
        "files": files_of(request),
    }
    return render(request, "allocations/rounds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ROUND_OPEN)
@once
def open_round(request: HttpRequest, year: int) -> HttpResponse:
    """Show which schools will be in the round and what is missing, and open it."""
    version = version_for(year)
    schools = schools_for(version.framework).order_by("name") if version else School.objects.none()
    today, sentence = clock.today(), ""
    without_sip = schools.filter(lacks_officer(AssignmentRole.SIP, today))
    without_head = schools.filter(lacks_lead(today))
    count, no_sip, no_head = schools.count(), without_sip.count(), without_head.count()
    read = Read(request, _shown(version, count, no_sip, no_head))
    if request.method == "POST":
        try:
            read.require_same()
            opened = allocation_rounds.open_round(year=year, by=actor(request), on=clock.today())
        except Denied as denied:
            sentence = denied.sentence
        else:
            number = f"{(made := opened.allocations.count()):,} school{'' if made == 1 else 's'}"
            messages.success(request, f"Round {label(year)} is open for {number}.")
            return redirect(opened)
    context = {
        "year": year,
        "sentence": sentence,
        "version": version,
        "count": count,
        "no_sip": no_sip,
        "without_sip": without_sip[:NAMED],
        "no_head": no_head,
        "without_head": without_head[:NAMED],
        "read": read,
    }
    return render(request, "allocations/open_round.html", context)


@require_safe
@allow(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE)
def round_(request: HttpRequest, year: int) -> HttpResponseBase:
    """Show the round's progress and its allocations; partners see those of their own schools."""
    who = user_roles(request)
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    rows = with_last_band(with_sip(with_decided(readable(who).filter(round=found)), who.on))
    rows = rows.select_related("proposal").only(*_READ)
    if not who.may(Permission.ALLOCATIONS_READ_ALL):
        rows = rows.filter(assigned(who.user, who.on))
    filters = RoundFilter(
        request.GET,
        framework=found.framework,
        partners=partners_of_schools(who.on),
    )
    if matches := suggest(request, filters):
        return matches
    listing = Listing(
        request,
        rows,
        columns=_columns(found.framework),
        sort="school",
        filters=filters,
        narrow=_narrow(who.on),
    )
    reads_all = who.may(Permission.ALLOCATIONS_READ_ALL)
    if reads_all and request.GET.get("table") and wants_file(request):
        return file_among(request, {"bands": PageTable(f"round-{year}-settled", BAND_LABELS, lambda: _bands(found))})
    if listing.wants_export:
        return listing.export(f"allocations-{year}")
    context = {"round": found, "listing": listing}
    if request.headers.get("HX-Request"):
        return render(request, "allocations/round.html#results", context)
    if reads_all:
        progress, distribution = progress_and_bands(found)
        context |= {"progress": progress, "distribution": distribution, "files": files_of(request, "bands")}
    if who.may(Permission.ROUND_OPEN):
        context |= {
            "schools_to_add": schools_to_add(found).count(),
            "no_longer_needed": no_longer_needed(found)[:NAMED],
            "may_close": found.is_open,
        }
    return render(request, "allocations/round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ROUND_OPEN)
def close_round(request: HttpRequest, year: int) -> HttpResponse:
    """Show which allocations are still open, and close the round when none is."""
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    sentence = ""
    if request.method == "POST":
        try:
            allocation_rounds.close_round(found, by=actor(request), on=clock.today())
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, f"Round {found} is closed. A band can still be reviewed during the year.")
            return redirect(found)
    still_open = open_allocations(found)
    context = {"round": found, "sentence": sentence, "count": still_open.count(), "open": still_open[:NAMED]}
    return render(request, "allocations/close_round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ROUND_OPEN)
def round_dates(request: HttpRequest, year: int) -> HttpResponse:
    """Set the day by which bands are to be proposed, and remind the partners who have schools left."""
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    who: dict[str, Any] = {"by": actor(request), "on": clock.today()}
    form = ProposeByForm(posted(request), initial={"propose_by": found.propose_by})
    read = Read(request, {"To be proposed by": clock.in_words(found.propose_by) if found.propose_by else "no day"})
    if request.method == "POST" and form.is_valid():
        try:
            read.require_same()
            if request.POST.get("act") == "remind":
                number = allocation_rounds.remind_partners(found, **who)
                messages.success(request, f"We will email {number} partner{'' if number == 1 else 's'}.")
            else:
                day = form.cleaned_data["propose_by"]
                allocation_rounds.set_propose_by(found, day=day, **who)
                words = (
                    f"Bands are to be proposed by {clock.weekday_in_words(day)}." if day else "No day is set any more."
                )
                messages.success(request, words)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            return redirect("round_dates", year=year)
    waiting = partners_to_remind(found, who["on"])
    return render(
        request,
        "allocations/round_dates.html",
        {"round": found, "form": form, "waiting": waiting, "read": read, "owed": answers_owed(found, who["on"])},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ROUND_OPEN)
@once
def add_schools(request: HttpRequest, year: int) -> HttpResponse:
    """Show the schools that opened after the round did, and add one."""
    found = get_object_or_404(Round.objects.select_related("framework_version"), academic_year=year)
    if request.method == "POST":
        school = get_object_or_404(School, pk=number(request, "school"))
        try:
            allocation_rounds.add_school(found, school, by=actor(request), on=clock.today())
        except Denied as denied:
            messages.warning(request, denied.sentence)
        else:
            messages.success(request, f"{school} is now in round {found}. Its band can be proposed.")
            return redirect("round_add", year=year)
    return render(request, "allocations/add_schools.html", {"round": found, "schools": schools_to_add(found)[:NAMED]})


def _round_lines(found: QuerySet[Round]) -> Iterator[tuple[object, ...]]:
    for each, states in progress_of(found):
        progress = "; ".join(f"{state.words}: {state.count}" for state in states if state.count)
        yield (str(each), each.opened_on, progress, each.closed_on)


def _bands(found: Round) -> Iterator[tuple[object, ...]]:
    """As the page says it: a year that had no such band has no number."""
    for name, now, then in progress_and_bands(found)[1]:
        yield (name, "no such band" if now is None else now, then)


def _shown(version: FrameworkVersion | None, *counts: int) -> dict[str, str]:
    """What the page says before a round is opened: the framework, and three numbers of schools."""
    named = ("Schools in the round", "Schools without a partner", "Schools without a headteacher")
    numbers = {what: str(count) for what, count in zip(named, counts, strict=True)}
    return {"Framework": f"version {version.pk}" if version else "", **numbers}


def _narrow(on: date) -> Callable[[QuerySet[Allocation], dict[str, Any]], QuerySet[Allocation]]:
    def narrow(rows: QuerySet[Allocation], asked: dict[str, Any]) -> QuerySet[Allocation]:
        if text := asked.get("search"):
            rows = rows.filter(by_name_or_urn(text, school="school__"))
        if status := asked.get("status"):
            rows = rows.filter(status=status)
        if band := asked.get("band"):
            rows = rows.filter(Q(band=band) | Q(band="", proposal__band=band))
        if phase := asked.get("phase"):
            rows = rows.filter(school__phase=phase)
        if partner := asked.get("sip"):
            nobody = Q(sip_name__isnull=True)
            rows = rows.filter(nobody if partner.nobody else with_officer(partner.keys, AssignmentRole.SIP, on))
        return rows

    return narrow


def _columns(framework: Framework) -> tuple[Column, ...]:
    """The columns of the list, with the authority's own word for those who work with a school."""
    return tuple(replace(c, label=framework.title("sip")) if c.slug == "sip" else c for c in _COLUMNS)


def _band(allocation: Allocation) -> str:
    if allocation.settled_band:
        return allocation.settled_band.name
    return f"{allocation.named_band.name} ({allocation.named_how})" if allocation.named_band else ""
