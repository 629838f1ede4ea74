"""Pages that start, show, stop and resume a run."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from monitoring.visits.models import Term
from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.submissions.once import once
from sil.workflow import Denied

from ..models import SummaryRun
from ..summary.facts import schools_of
from . import actions
from .queries import ATTEMPTS, progress_of


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ROUND_OPEN)
@once
def make_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain what will happen, and start the run."""
    term, on = get_object_or_404(Term, pk=pk, school=None), clock.today()
    sentence = ""
    if request.method == "POST":
        try:
            run = actions.start(term, by=actor(request), on=on)
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, "We are making the summaries. You can leave this page.")
            return redirect(run)
    context = {"term": term, "schools": len(schools_of(term)), "over": term.ends_on < on, "sentence": sentence}
    return render(request, "summaries/make_all.html", context)


@require_safe
@allow(Permission.ROUND_OPEN)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(SummaryRun.objects.select_related("term", "by"), pk=pk)
    progress = progress_of(found)
    broken = found.items.filter(done_at=None, attempts__gte=ATTEMPTS).select_related("school")
    context = {"run": found, "progress": progress, "broken": broken if progress.broken else ()}
    part = "#progress" if request.headers.get("HX-Request") else ""
    return render(request, f"summaries/run.html{part}", context)


@require_POST
@allow(Permission.ROUND_OPEN)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    return _stop_or_resume(
        request, pk, actions.stop, "We will stop after the current school. Summaries already made are kept."
    )


@require_POST
@allow(Permission.ROUND_OPEN)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _stop_or_resume(request, pk, actions.resume, "We are continuing from where it stopped.")


def _stop_or_resume(request: HttpRequest, pk: int, act: Callable[..., SummaryRun], done: str) -> HttpResponse:
    found = get_object_or_404(SummaryRun, pk=pk)
    try:
        act(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, done)
    return redirect(found)
