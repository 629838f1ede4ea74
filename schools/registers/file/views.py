"""Pages to read files of the national registers in, and to see the results."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.clock import in_words
from sil.framework.queries import current
from sil.submissions.once import once
from sil.uploads.limits import takes_large
from sil.web.forms import posted, refuse
from sil.web.lists.export import as_csv
from sil.web.lists.listing import Column, Listing
from sil.workflow import Denied

from ...models import RegisterFile, RegisterRun
from ..catalogue import REGISTERS, title_of
from ..table.register import KEPT, SAMPLE
from . import actions as files
from . import progress, queries
from .forms import FileForm, RunFilter

REFUSED_SHOWN = 20
NO_FRAMEWORK = "No framework is loaded yet, so the service does not know whose schools to read. Load it first."

COLUMNS = (
    Column(slug="day", label="Read in", order=("started_at",), value=lambda r: clock.in_london(r.started_at)),
    Column(slug="register", label="Register", order=("register",), value=lambda r: title_of(r.register)),
    Column(slug="file", label="File", order=("file_name",), value=lambda r: r.file_name),
    Column(slug="by", label="By", order=("by__name",), value=queries.reader),
    *(
        Column(
            slug=slug,
            label=slug.capitalize(),
            order=(f"counts__{slug}",),
            value=lambda r, slug=slug: r.counts[slug],  # type: ignore[misc]
            numeric=True,
        )
        for slug in ("added", "changed", "refused")
    ),
)


@require_safe
@allow(Permission.REGISTERS_MANAGE)
def registers(request: HttpRequest) -> HttpResponseBase:
    """Each register with its last reading, the files in hand, and all earlier readings."""
    listing = Listing(
        request, queries.runs(), columns=COLUMNS, sort="-day", filters=RunFilter(request.GET), narrow=_narrow
    )
    if listing.wants_export:
        return listing.export("register-runs")
    rows = [(run, title_of(run.register), queries.reader(run)) for run in listing.page]
    context: dict[str, Any] = {"listing": listing, "rows": rows}
    if request.headers.get("HX-Request"):
        return render(request, "schools/registers/registers.html#results", context)
    context |= {
        "standings": queries.register_statuses(clock.today()),
        "fetches": queries.fetches(),
        "in_hand": [(file, title_of(file.register)) for file in queries.unsettled()],
    }
    return render(request, "schools/registers/registers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@takes_large("REGISTER_MAX_BYTES")
@allow(Permission.REGISTERS_MANAGE)
@once
def read_in(request: HttpRequest) -> HttpResponse:
    """Send in a file, which a worker then checks."""
    form = FileForm(posted(request), request.FILES or None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        framework = current()
        if framework is None:
            refuse(form, NO_FRAMEWORK)
        else:
            file, is_new = files.send_in(
                form.cleaned_data["sent"],
                by=actor(request),
                authority=framework.authority.code,
                year=form.cleaned_data["year"],
            )
            if not is_new:
                day = in_words(clock.in_london(file.sent_in_at))
                messages.info(request, f"This file is already here, {file.came} on {day}. It was not added again.")
            return redirect(file)
    return render(request, "schools/registers/read.html", {"form": form, "registers": REGISTERS.values()})


_FILES = RegisterFile.objects.select_related("sent_in_by", "confirmed_by", "run")


@require_safe
@allow(Permission.REGISTERS_MANAGE)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its progress, or what reading it in would change."""
    return _file(request, get_object_or_404(_FILES, pk=pk))


def _file(request: HttpRequest, found: RegisterFile, refusal: str = "") -> HttpResponse:
    context: dict[str, Any] = {
        "file": found,
        "title": title_of(found.register),
        "done": progress.of(found) if found.is_due else None,
        "refusal": refusal,
    }
    if request.headers.get("HX-Request"):
        response = render(request, "schools/registers/file.html#progress", context)
        # What the page around the progress says is no longer true: the browser fetches it again.
        if request.GET.get("status") != found.status:
            response["HX-Refresh"] = "true"
        return response
    if found.status == RegisterFile.Status.CHECKED and found.report:
        context |= _checked(found.register, found.report)
    return render(request, "schools/registers/file.html", context | {"earlier": queries.earlier(found)})


def _checked(register: str, report: dict[str, Any]) -> dict[str, Any]:
    lines, refused = list(queries.lines(report)), report["refused_rows"]
    changes = report["added"] + report["changed"]
    return {
        "counts": queries.counts(register, report),
        "changed": [line for line in lines if not line.added],
        "added": [line for line in lines if line.added],
        "changes": changes,
        "untold": changes - len(lines) if len(lines) == SAMPLE else 0,
        "refused": refused[:REFUSED_SHOWN],
        "unshown": report["refused"] - len(refused[:REFUSED_SHOWN]),
        "questions": report.get("questions", []),
    }


@require_POST
@allow(Permission.REGISTERS_MANAGE)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a checked file, which a worker then reads in."""
    found = get_object_or_404(_FILES, pk=pk)
    try:
        files.confirm(found, by=actor(request), sure=request.POST.get("sure") == "1")
    except Denied as denied:
        if denied.code == "unusual":
            return _file(request, found, denied.sentence)
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "The file is being read in. This page will show the result when it is ready.")
    return redirect(found)


@require_POST
@allow(Permission.REGISTERS_MANAGE)
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a file aside without reading it in."""
    found = get_object_or_404(RegisterFile, pk=pk)
    try:
        files.set_aside(found, by=actor(request))
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(found)
    messages.success(request, f"{found.file_name} was set aside. Nothing was changed.")
    return redirect("registers")


@require_safe
@allow(Permission.REGISTERS_MANAGE)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of the rows of one reading."""
    found = get_object_or_404(RegisterRun.objects.select_related("by", "file"), pk=pk)
    context = {
        "run": found,
        "title": title_of(found.register),
        "reader": queries.reader(found),
        "counts": queries.counts(found.register, found.counts),
        "refused": found.refused[:REFUSED_SHOWN],
        "unshown": max(0, found.counts["refused"] - REFUSED_SHOWN),
        "lost": max(0, found.counts["refused"] - len(found.refused)),
        "kept": KEPT,
    }
    return render(request, "schools/registers/run.html", context)


@require_safe
@allow(Permission.REGISTERS_MANAGE)
def refused(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The refused rows of a reading, as a download."""
    found = get_object_or_404(RegisterRun, pk=pk)
    return as_csv(
        f"refused-rows-{found.pk}", ("line", "reason"), [(row["line"], row["reason"]) for row in found.refused]
    )


def _narrow(rows: QuerySet[RegisterRun], asked: dict[str, Any]) -> QuerySet[RegisterRun]:
    register = asked.get("register")
    return rows.filter(register=register) if register else rows
