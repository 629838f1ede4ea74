"""Pages of reports of a term for councillors: start, write, decide, correct, and fetch the PDF."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.audit import events
from sil.audit.events import history
from sil.dates.asking import ask_of
from sil.submissions.once import once
from sil.uploads.downloads import disposition
from sil.uploads.intact import intact
from sil.web.forms import posted, refuse
from sil.web.lists.listing import Column, Listing
from sil.web.timeline import entry_of
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from ..models import TermReport, TermReportFile
from . import actions
from .drawing import pictures
from .forms import APPROVE, CorrectForm, DecideForm, ReportsFilter, StartForm, TextsForm
from .queries import questions_about, readable, without_report

ANY = ["GET", "HEAD", "POST"]
COLUMNS = (
    Column(slug="term", label="Term", order=("term__starts_on", "version"), value=lambda row: str(row.term)),
    Column(slug="version", label="Version", order=("version",), value=lambda row: row.version, numeric=True),
    Column(slug="state", label="State", order=("status",), value=lambda row: row.get_status_display()),
    Column(slug="by", label="Started by", order=("started_by__name",), value=lambda row: row.started_by.name),
    Column(slug="approved", label="Approved on", order=("approved_on",), value=lambda row: row.approved_on),
    Column(slug="approver", label="Approved by", value=lambda row: row.approved_by.name if row.approved_by else ""),
)


@require_safe
@allow(Permission.SCRUTINY_REPORT)
def reports(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        readable(user_roles(request)),
        columns=COLUMNS,
        sort="-term",
        filters=ReportsFilter(request.GET),
        narrow=lambda rows, asked: rows.filter(status=asked["status"]) if asked.get("status") else rows,
    )
    if listing.wants_export:
        return listing.export("term-reports")
    part = "#results" if request.headers.get("HX-Request") else ""
    return render(request, f"scrutiny/terms/reports.html{part}", {"listing": listing})


@require_http_methods(ANY)
@allow(Permission.SCRUTINY_REPORT)
@once
def start(request: HttpRequest) -> HttpResponse:
    """Choose the term, count its figures, and go on to write."""
    who = user_roles(request)
    terms = without_report(who.on)
    form = StartForm(posted(request), terms=terms)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start(form.cleaned_data["term"], by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence, "term")
        else:
            messages.success(request, "The report is started and its figures are counted. Write its three texts next.")
            return redirect("term_report_write", pk=made.pk)
    return render(request, "scrutiny/terms/start.html", {"form": form, "there": terms.exists()})


@require_safe
@allow(Permission.SCRUTINY_REPORT)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    who = user_roles(request)
    found = _found(who, pk)
    wrote = found.writers.filter(pk=who.user.pk).exists()
    versions = readable(who).filter(term=found.term).exclude(pk=found.pk)
    context = {
        "report": found,
        "tables": pictures(found.figures),
        "may_decide": found.is_sent and not wrote,
        "wrote": wrote,
        "versions": versions,
        "is_last": all(each.version < found.version for each in versions),
        "entries": _entries(found),
    }
    return render(request, "scrutiny/terms/report.html", context)


@require_http_methods(ANY)
@allow(Permission.SCRUTINY_REPORT)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the three texts beside the figures; save them, or send the report for approval."""
    who = user_roles(request)
    found = _found(who, pk)
    if request.method != "POST" and not found.is_draft:
        return redirect(found)
    form = TextsForm(posted(request), initial={name: getattr(found, name) for name in actions.TEXTS})
    sends = request.POST.get("act") == "send"
    if request.method == "POST" and form.is_valid():
        if sends:
            form.require_all()
            for name in actions.TEXTS:
                ask_of(form, name, questions_about(form.cleaned_data.get(name, ""), who.on))
        if form.is_valid() and (done := _written(request, found, form, who, sends=sends)):
            return done
    context = {"report": found, "form": form, "tables": pictures(found.figures)}
    return render(request, "scrutiny/terms/write.html", context)


@require_http_methods(ANY)
@allow(Permission.SCRUTINY_REPORT)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a report that somebody else wrote, or send it back with a reason."""
    who = user_roles(request)
    found = _found(who, pk)
    if request.method != "POST" and (not found.is_sent or found.writers.filter(pk=who.user.pk).exists()):
        return redirect(found)
    form = DecideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if said["outcome"] == APPROVE:
                actions.approve(found, by=actor(request), on=who.on)
                done = "You approved the report. The service makes the PDF now, and we will email those who wrote it."
            else:
                actions.send_back(found, reason=said["reason"], by=actor(request), on=who.on)
                done = "You sent the report back. We will email those who wrote it with your reason."
        except Denied as denied:
            refuse(form, denied.sentence, "reason" if denied.code == "no_reason" else None)
        else:
            messages.success(request, done)
            return redirect(found)
    return render(request, "scrutiny/terms/decide.html", {"report": found, "form": form})


@require_http_methods(ANY)
@allow(Permission.SCRUTINY_REPORT)
@once
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a new version of an approved report, with the reason."""
    who = user_roles(request)
    found = _found(who, pk)
    if request.method != "POST" and not found.is_approved:
        return redirect(found)
    form = CorrectForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.correct(found, reason=form.cleaned_data["reason"], by=actor(request), on=who.on)
        except Denied as denied:
            refuse(form, denied.sentence, "reason" if denied.code == "no_reason" else None)
        else:
            messages.success(request, f"Version {made.version} is started with the texts of version {found.version}.")
            return redirect("term_report_write", pk=made.pk)
    effects = Effects(
        changes=(
            f"Version {found.version + 1} begins with the same texts and with figures that are counted again.",
            "It has to be approved by somebody who wrote none of it.",
        ),
        stays=(f"Version {found.version} and its PDF stay as they are.",),
    )
    context = {"report": found, "form": form, "effects": effects}
    return render(request, "scrutiny/terms/correct.html", context)


@require_safe
@allow(Permission.SCRUTINY_REPORT)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF. Who takes it is kept in its history."""
    found = _found(user_roles(request), pk)
    if not found.is_made:
        raise Http404
    file = TermReportFile.objects.defer(None).get(report=found)
    content = intact(file.content, file.sha256, file)
    if request.method == "GET":
        events.record("term_report.taken", subject=found, by=actor(request))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = disposition(found.file.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _found(who: UserRoles, pk: int) -> TermReport:
    return get_object_or_404(readable(who).defer("file__content"), pk=pk)


def _entries(found: TermReport) -> list[Any]:
    return [entry_of(event) for event in history(found)]


def _written(
    request: HttpRequest, found: TermReport, form: TextsForm, who: UserRoles, *, sends: bool
) -> HttpResponse | None:
    """Save or send, and lead on; None where the action refuses, which is then said on the form."""
    act = actions.send if sends else actions.write
    try:
        act(found, form.said, by=actor(request), on=who.on)
    except Denied as denied:
        name = denied.code.removeprefix("no_")
        refuse(form, denied.sentence, name if name in actions.TEXTS else None)
        return None
    if sends:
        messages.success(request, "You sent the report for approval. We will email those who may approve it.")
        return redirect(found)
    messages.success(request, "Saved. Send the report for approval once it is complete.")
    return redirect("term_report_write", pk=found.pk)
