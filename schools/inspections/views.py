"""Pages about inspections: read one, record or correct it, and record progress on what it asked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit.events import history
from sil.clock import in_words
from sil.submissions.once import once
from sil.web import timeline
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..models import AreaForImprovement, Inspection, School
from ..queries import reads_casework, visible
from . import actions, points
from .forms import AreaForm, AskForm, CorrectForm, RecordForm, StartForm, WithdrawForm, WordsForm
from .permissions import may_edit_record
from .queries import asked_of, judgements_of, may_read, recorded
from .terms import terms_on

WHO = "those who may open the school's page"
KEEPERS = "the school's officers and oversight"


@require_safe
@signed_in(WHO)
def inspection(request: HttpRequest, pk: int) -> HttpResponse:
    """One inspection with what it found and asked."""
    rows = recorded(Inspection.objects.select_related("school").prefetch_related("findings", "letters"))
    found = get_object_or_404(rows, pk=pk)
    who = user_roles(request)
    if not may_read(found.school, who):
        raise Http404
    keeps, reads = may_edit_record(found.school, who), reads_casework(found.school, who)
    context = {
        "inspection": found,
        "school": found.school,
        "heading": f"Inspection of {in_words(found.starts_on)}",
        "judgements": judgements_of(found),
        "asked": asked_of(found),
        "keeps": keeps,
        "reads": reads,
        "letters": found.letters.all() if reads else (),
        "entries": [timeline.entry_of(event) for event in history(found)] if reads else (),
    }
    return render(request, "schools/inspections/inspection.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(KEEPERS)
@once
def record(request: HttpRequest, urn: int) -> HttpResponse:
    """First which inspection, in the address; then what it found, in the terms of its day."""
    who, on = user_roles(request), clock.today()
    school = get_object_or_404(visible(who), pk=urn)
    if not may_edit_record(school, who):
        raise Http404
    start = StartForm(request.GET if "sort" in request.GET or "starts_on_day" in request.GET else None, today=on)
    if not start.is_valid():
        return render(request, "schools/inspections/start.html", {"school": school, "form": start})
    day = start.cleaned_data["starts_on"]
    form = RecordForm(posted(request), terms=start.terms, starts_on=day)
    if request.method == "POST" and form.is_valid():
        try:
            made = _record(form, school, by=actor(request))
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"The inspection of {in_words(day)} is on record.")
            return redirect(made)
    context = {"school": school, "form": form, "terms": start.terms, "starts_on": day}
    return render(request, "schools/inspections/record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(KEEPERS)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an inspection, with a reason."""
    found = _kept(request, pk)
    terms = terms_on(found.starts_on, full=found.kind in Inspection.FULL)
    held = actions.facts_of(found)
    form = CorrectForm(posted(request), terms=terms, starts_on=found.starts_on, held=held)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(
                found, facts=form.facts, reason=form.cleaned_data["reason"], by=actor(request), on=clock.today()
            )
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "The inspection has been corrected. What was there before is in its history.")
            return redirect(found)
    return _page(request, found, form, "Correct the inspection", "Correct the inspection", note=terms.name)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(KEEPERS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an inspection that was recorded by mistake, with a reason."""
    found = _kept(request, pk)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.withdraw(found, reason=form.cleaned_data["reason"], by=actor(request), on=clock.today())
        messages.success(
            request,
            f"The inspection of {in_words(found.starts_on)} has been withdrawn. It stays in the school's history.",
        )
        return redirect(found.school)
    return _page(request, found, form, "Withdraw the inspection?", "Withdraw the inspection", warns=True)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(KEEPERS)
@once
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Add what an inspection asked the school to improve."""
    found = _kept(request, pk)
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = actions.add_areas(found, form.cleaned_data["areas"], by=actor(request), on=clock.today())
        messages.success(request, f"{len(made)} {'area is' if len(made) == 1 else 'areas are'} on record.")
        return redirect(found)
    return _page(request, found, form, "Add areas for improvement", "Add to the record")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(KEEPERS)
def area(request: HttpRequest, pk: int) -> HttpResponse:
    """What became of one thing that was asked."""
    found = _kept_area(request, pk)
    form = AreaForm(posted(request), initial={"progress": found.progress, "note": found.progress_note})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_progress(found, by=actor(request), on=clock.today(), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "The progress is on record.")
            return redirect(found.inspection)
    return _area_page(request, found, form, "What progress has been made?", "Save progress")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(KEEPERS)
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the words of what was asked, or take it out."""
    found = _kept_area(request, pk)
    form = WordsForm(posted(request), initial={"text": found.text})
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_area(found, reason="", by=actor(request), on=clock.today())
        messages.success(request, "The area has been removed. Its words stay in the school's history.")
        return redirect(found.inspection)
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_area(found, text=form.cleaned_data["text"], by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "The words have been corrected.")
            return redirect(found.inspection)
    return _area_page(request, found, form, "Correct the words", "Correct the words", removes=True)


@transaction.atomic
def _record(form: RecordForm, school: School, *, by: User) -> Inspection:
    on = clock.today()
    made = actions.record(school=school, facts=form.facts, by=by, on=on)
    actions.record_findings(made, form.answers, by=by, on=on)
    actions.add_areas(made, points.parse(form.cleaned_data["areas"]), by=by, on=on)
    return made


def _kept(request: HttpRequest, pk: int) -> Inspection:
    """An inspection whose record the person keeps; 404 for anybody else."""
    found = get_object_or_404(Inspection.objects.select_related("school"), pk=pk)
    if not may_edit_record(found.school, roles_of(actor(request), clock.today())):
        raise Http404
    return found


def _kept_area(request: HttpRequest, pk: int) -> AreaForImprovement:
    found = get_object_or_404(AreaForImprovement.objects.select_related("inspection__school"), pk=pk)
    if found.inspection.withdrawn_on or not may_edit_record(found.inspection.school, user_roles(request)):
        raise Http404
    return found


def _page(
    request: HttpRequest, found: Inspection, form: forms.Form, heading: str, button: str, **more: Any
) -> HttpResponse:
    context = {"inspection": found, "school": found.school, "form": form, "heading": heading, "button": button, **more}
    return render(request, "schools/inspections/form.html", context)


def _area_page(
    request: HttpRequest, found: AreaForImprovement, form: Any, heading: str, button: str, **more: Any
) -> HttpResponse:
    context = {"area": found, "form": form, "heading": heading, "button": button, **more}
    return render(request, "schools/inspections/area.html", {"inspection": found.inspection, **context})
