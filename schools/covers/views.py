"""Pages about cover: the list, and the forms to arrange, change and end it."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.clock import in_words
from sil.framework.queries import titles
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.export import file_of, files_of, wants_file
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ..models import Cover
from . import actions
from .forms import ArrangeForm, LastDayForm
from .queries import listed

ANY = ["GET", "HEAD", "POST"]
# Of those that are past, how many are shown.
PAST = 50
LABELS = ("State", "Away", "Covered by", "As", "First day", "Last day", "Cancelled")
# Beside which field a refusal stands.
_BESIDE = {
    "ends_before": "ends_on",
    "over": "ends_on",
    "no_change": "ends_on",
    "oneself": "covering",
    "not_in_role": "covering",
    "both_sides": "covering",
    "covered_already": "starts_on",
}


@require_safe
@allow(Permission.ASSIGN_OFFICERS)
def covers(request: HttpRequest) -> HttpResponseBase:
    """The list of cover that runs, is to come or is past; the file has all of it."""
    on = clock.today()
    still = listed().filter(called_off_at=None, ends_on__gte=on)
    over = listed().exclude(pk__in=still.values("pk")).order_by("-ends_on", "-pk")
    if wants_file(request):
        return file_of(request, "cover", LABELS, _lines(still, over, on))
    groups = (
        ("Now", "now", [each for each in still if each.starts_on <= on]),
        ("Planned", "to-come", [each for each in still if each.starts_on > on]),
        ("Past", "past", list(over[:PAST])),
    )
    context = {"groups": groups, "called": titles(), "most": PAST, "files": files_of(request)}
    return render(request, "schools/covers/covers.html", context)


def _lines(still: QuerySet[Cover], over: QuerySet[Cover], on: date) -> Iterator[Sequence[object]]:
    called = titles()
    for found in (still, over):
        for each in found.iterator(chunk_size=500):
            state = "Past" if found is over else "Now" if each.starts_on <= on else "Planned"
            cancelled = "Cancelled" if each.called_off_at else ""
            days = (each.starts_on, each.ends_on)
            yield (state, each.away.name, each.covering.name, called[each.role], *days, cancelled)


@require_http_methods(ANY)
@allow(Permission.ASSIGN_OFFICERS)
@once
def arrange(request: HttpRequest) -> HttpResponse:
    """Arrange cover; asks to confirm where something about it is unusual."""
    on = clock.today()
    form = ArrangeForm(posted(request), today=on, titles=titles())
    if found := suggest(request, form):
        return found
    warned = ""
    if request.method == "POST" and form.is_valid():
        role, away = form.chosen
        data = form.cleaned_data
        try:
            made = actions.arrange(
                away=away,
                covering=data["covering"],
                role=role,
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                note=data["note"],
                sure=request.POST.get("sure", ""),
                by=actor(request),
                on=on,
            )
        except Denied as denied:
            warned = _refuse(form, denied)
        else:
            messages.success(request, f"{_said(made)} We have emailed both of them.")
            return redirect("covers")
    context = {"form": form, "warned": warned, "heading": "Arrange cover", "button": "Arrange cover"}
    return render(request, "schools/covers/form.html", context)


@require_http_methods(ANY)
@allow(Permission.ASSIGN_OFFICERS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a cover another last day."""
    found, on = get_object_or_404(listed(), pk=pk), clock.today()
    if request.method != "POST" and not found.is_open(on):
        return _over(request)
    form = LastDayForm(posted(request), cover=found)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.change(found, ends_on=form.cleaned_data["ends_on"], by=actor(request), on=on)
        except Denied as denied:
            if denied.code == "closed":
                return _over(request)
            _refuse(form, denied)
        else:
            messages.success(request, f"{_said(made)} We have emailed both of them.")
            return redirect("covers")
    context = {
        "form": form,
        "cover": found,
        "heading": "Change the last day of the cover",
        "button": "Change the last day",
    }
    return render(request, "schools/covers/form.html", context)


@require_http_methods(ANY)
@allow(Permission.ASSIGN_OFFICERS)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a cover at once, after a page that says what it means."""
    found, on = get_object_or_404(listed(), pk=pk), clock.today()
    if not found.is_open(on):
        return _over(request)
    if request.method == "POST":
        try:
            actions.end(found, by=actor(request), on=on)
        except Denied as denied:
            messages.warning(request, denied.sentence)
            return redirect("covers")
        messages.success(
            request, f"{found.covering.name} no longer covers for {found.away.name}. We have emailed both of them."
        )
        return redirect("covers")
    return render(request, "schools/covers/end.html", {"cover": found, "begun": found.starts_on <= on})


def _over(request: HttpRequest) -> HttpResponse:
    messages.warning(request, "This cover has ended, so you cannot change it.")
    return redirect("covers")


def _said(cover: Cover) -> str:
    days = f"from {in_words(cover.starts_on)} to {in_words(cover.ends_on)}"
    return f"{cover.covering.name} covers for {cover.away.name} {days}."


def _refuse(form: ArrangeForm | LastDayForm, denied: Denied) -> str:
    """What to warn of, where the act waits for a second look; a refusal stands beside its field."""
    if denied.code == "sure":
        return denied.sentence
    field = _BESIDE.get(denied.code)
    refuse(form, denied.sentence, field if field in form.fields else None)
    return ""
