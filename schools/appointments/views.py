"""Pages that put an appointment right: the ways to do it, other days, and that it was entered by mistake."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.web.forms import posted, refuse
from sil.web.incoming.confirm import confirm_first
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from . import actions, page
from .forms import DaysForm, MistakeForm
from .kinds import KINDS, AppointmentKind, days_in_words, was_never_held

ANY = ["GET", "HEAD", "POST"]
WHO = "administrators, and those who assign officers or delegated their signature"
HEADING = "Put this right"
# Beside which field a refusal stands; others are about the first day.
_BESIDE = {"ends_before": "ends_on", "no_reason": "reason", "last_administrator": "ends_on", "longer": "ends_on"}


@require_safe
@signed_in(WHO)
def put_right(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The ways to put an appointment right."""
    declared, row = _found(request, kind, pk)
    if was_never_held(row):
        return _taken_back(request, declared, row)
    context = {"heading": HEADING, **_context(declared, row), "remedies": page.remedies(declared, row)}
    return render(request, "web/put_right.html", context)


@require_http_methods(ANY)
@signed_in(WHO)
@confirm_first
def days(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Another first or last day; asks once where it is unusual."""
    declared, row = _found(request, kind, pk)
    if was_never_held(row):
        return _taken_back(request, declared, row)
    form = DaysForm(posted(request), kind=declared, row=row)
    warned = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.correct_days(
                declared,
                pk,
                **form.cleaned_data,
                by=actor(request),
                on=clock.today(),
                sure=request.POST.get("sure", ""),
            )
        except Denied as denied:
            if denied.code == "sure":
                warned = denied.sentence
            else:
                refuse(form, denied.sentence, _BESIDE.get(denied.code, "starts_on"))
        else:
            now = days_in_words(made.starts_on, made.ends_on)
            messages.success(request, f"Corrected: {declared.name(made)}, {now}.")
            return redirect(declared.back(made))
    return _form(request, declared, row, form, page.effects_of_days(declared, row), "Correct the days", warned)


@require_http_methods(ANY)
@signed_in(WHO)
@confirm_first
def mistake(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take an appointment back that was entered by mistake."""
    declared, row = _found(request, kind, pk)
    if was_never_held(row):
        return _taken_back(request, declared, row)
    form = MistakeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(declared, pk, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, "reason")
        else:
            messages.success(request, f"Taken back: {declared.name(row)}. It counts on no day.")
            return redirect(declared.back(row))
    effects = page.effects_of_mistake(declared, row, clock.today())
    return _form(request, declared, row, form, effects, "Take it back")


def _found(request: HttpRequest, kind: str, pk: int) -> tuple[AppointmentKind, Any]:
    if kind not in KINDS:
        raise Http404
    declared = KINDS[kind]
    row = declared.rows().filter(pk=pk).first()
    if row is None or not declared.may(row, user_roles(request)):
        raise Http404
    return declared, row


def _taken_back(request: HttpRequest, kind: AppointmentKind, row: Any) -> HttpResponse:
    messages.warning(request, f"{kind.name(row)} was taken back before. It counts on no day.")
    return redirect(kind.back(row))


def _context(kind: AppointmentKind, row: Any) -> dict[str, Any]:
    return {"caption": kind.name(row), "back": kind.back(row), "back_words": "Back"}


def _form(
    request: HttpRequest,
    kind: AppointmentKind,
    row: Any,
    form: forms.Form,
    effects: Effects,
    button: str,
    warned: str = "",
) -> HttpResponse:
    context = {**_context(kind, row), "form": form, "effects": effects, "button": button, "warned": warned}
    return render(request, "schools/appointments/form.html", context)
