"""Pages of reports for scrutiny: those that were made, what one will contain, its progress and its file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.models import School
from schools.queries import visible
from sil import clock, memo
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.audit import events
from sil.audit.events import history
from sil.submissions.once import once
from sil.uploads.downloads import disposition
from sil.uploads.intact import intact
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.search.fields import suggest
from sil.web.timeline import entry_of
from sil.workflow import Denied

from ..contents.authority import terms_between
from ..contents.lines import about
from ..contents.school import foreseen
from ..models import ScrutinyFile
from .actions import Asked, ask
from .forms import MakeForm, ReportsFilter
from .queries import readable

COLUMNS = (
    Column(slug="about", label="About", order=("school__name",), value=lambda row: row.subject),
    Column(slug="urn", label="URN", value=lambda row: row.school_id or "", shown=False),
    Column(slug="from", label="From", order=("starts_on",), value=lambda row: row.starts_on),
    Column(slug="until", label="Until", order=("ends_on",), value=lambda row: row.ends_on),
    Column(slug="why", label="What it is for", value=lambda row: row.why),
    Column(slug="by", label="Asked for by", order=("asked_by__name",), value=lambda row: row.asked_by.name),
    Column(slug="asked", label="Asked for on", order=("asked_at",), value=lambda row: clock.in_london(row.asked_at)),
    Column(slug="state", label="State", value=lambda row: row.state_words),
)


@require_safe
@allow(Permission.SCRUTINY_REPORT)
def reports(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        readable(user_roles(request)),
        columns=COLUMNS,
        sort="-asked",
        filters=ReportsFilter(request.GET),
        narrow=lambda rows, asked: rows.filter(school__name__icontains=text) if (text := asked.get("search")) else rows,
    )
    if listing.wants_export:
        return listing.export("scrutiny-reports")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"scrutiny/reports.html{part}", {"listing": listing})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.SCRUTINY_REPORT)
@once
def make(request: HttpRequest) -> HttpResponse:
    """Say what the report is about, see what it will contain, and have it made: only what was seen."""
    who = user_roles(request)
    form = MakeForm(posted(request), schools=visible(who), initial=_initial(request, who))
    if found := suggest(request, form):
        return found
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        seen = _fingerprint(form)
        if request.POST.get("act") == "make" and request.POST.get("seen") == seen:
            try:
                return redirect(ask(_asked(form), by=actor(request), on=who.on))
            except Denied as denied:
                refuse(form, denied.sentence)
        context |= {"seen": seen, "preview": _preview(form, who), "school": form.school}
    return render(request, "scrutiny/make.html", context)


@require_safe
@allow(Permission.SCRUTINY_REPORT)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    if request.headers.get("HX-Request"):
        response = render(request, "scrutiny/report.html#progress", {"report": found})
        if found.is_over:
            # What the page around the progress says is no longer true: the browser fetches it anew.
            response["HX-Refresh"] = "true"
        return response
    entries = [entry_of(event) for event in history(found)]
    return render(request, "scrutiny/report.html", {"report": found, "entries": entries})


@require_safe
@allow(Permission.SCRUTINY_REPORT)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF. Who takes it is kept in its history."""
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    if not found.is_made:
        raise Http404
    file = ScrutinyFile.objects.defer(None).get(report=found)
    content = intact(file.content, file.sha256, file)
    if request.method == "GET":
        events.record("scrutiny.taken", subject=found, by=actor(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = disposition(found.file.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _initial(request: HttpRequest, who: UserRoles) -> dict[str, Any]:
    """The school of the page that led here, and today as the last day."""
    urn = request.GET.get("school", "")
    school = visible(who).filter(pk=int(urn)).first() if urn.isascii() and urn.isdecimal() and len(urn) < 8 else None
    return {"about": school, "ends_on": who.on}


def _asked(form: MakeForm) -> Asked:
    said = form.cleaned_data
    return Asked(school=form.school, starts_on=said["starts_on"], ends_on=said["ends_on"], why=said["why"])


def _fingerprint(form: MakeForm) -> str:
    """What the preview is of, so that nothing is made that it did not show."""
    said = form.cleaned_data
    return f"{form.school.pk if form.school else ''}/{said['starts_on']}/{said['ends_on']}"


def _preview(form: MakeForm, who: UserRoles) -> Any:
    said = form.cleaned_data
    school: School | None = form.school
    # It only reads, as a page does that is fetched.
    with memo.reading():
        if school is None:
            return terms_between(said["starts_on"], said["ends_on"])
        return foreseen(about(school, said["starts_on"], said["ends_on"], who))
