"""Pages on which administrators keep the terms of each academic year."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, allow
from sil.accounts.roles import Permission
from sil.framework.years import academic_year, label
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.web.lists.export import file_of, files_of, wants_file
from sil.workflow import Denied

from ..models import Term
from . import actions
from .forms import TermForm

ANY = ["GET", "HEAD", "POST"]
BESIDE = {"ends_before": "ends_on", "other_year": "starts_on", "name_taken": "name", "overlaps": "starts_on"}
# Years that are offered before and after the present one.
BEFORE, AFTER = 3, 2
AUTHORITY = "The authority"
LABELS = ("Whose", "Term", "First day", "Last day")


@require_http_methods(ANY)
@allow(Permission.SETTINGS_MANAGE)
@once
def terms(request: HttpRequest) -> HttpResponseBase:
    """The terms of one year, the authority's and those of schools that differ, with a form for one more."""
    present = academic_year(clock.today())
    years = range(present - BEFORE, present + AFTER + 1)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) in years else present
    form = TermForm(posted(request), year=year)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add(form.typed_term, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, BESIDE.get(denied.code))
        else:
            messages.success(request, f"{added.name} of {label(year)} is added.")
            return _to(year)
    found = Term.objects.filter(academic_year=year).select_related("school")
    groups = _by_school(found.order_by("school__name", "starts_on"))
    if wants_file(request):
        lines = ((school or AUTHORITY, t.name, t.starts_on, t.ends_on) for school, of in groups for t in of)
        return file_of(request, f"terms-{year}", LABELS, lines)
    context = {
        "form": form,
        "year": year,
        "years": [(each, label(each)) for each in years],
        "groups": groups,
        "authority": AUTHORITY,
        "files": files_of(request),
    }
    return render(request, "visits/terms.html", context)


@require_http_methods(ANY)
@allow(Permission.SETTINGS_MANAGE)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    term = get_object_or_404(Term.objects.select_related("school"), pk=pk)
    initial = {"name": term.name, "starts_on": term.starts_on, "ends_on": term.ends_on, "school": term.school_id or ""}
    form = TermForm(posted(request), year=term.academic_year, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(term, form.typed_term, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, BESIDE.get(denied.code))
        else:
            messages.success(request, f"{form.typed_term.name} is changed.")
            return _to(term.academic_year)
    return render(request, "visits/term_change.html", {"form": form, "term": term})


@require_http_methods(ANY)
@allow(Permission.SETTINGS_MANAGE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """After a page that says what it means."""
    term = get_object_or_404(Term.objects.select_related("school"), pk=pk)
    sentence = ""
    if request.method == "POST":
        try:
            actions.remove(term, by=actor(request), on=clock.today())
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, f"{term.name} is removed.")
            return _to(term.academic_year)
    return render(request, "visits/term_remove.html", {"term": term, "sentence": sentence})


def _to(year: int) -> HttpResponse:
    return redirect(f"{reverse('terms')}?year={year}")


def _by_school(found: Iterable[Term]) -> list[tuple[str, list[Term]]]:
    """The authority's first, then those of schools by name."""
    groups: dict[str, list[Term]] = {}
    for term in found:
        groups.setdefault(term.school.name if term.school else "", []).append(term)
    return sorted(groups.items())
