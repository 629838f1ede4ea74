"""The page that offers the ways to put a visit right, and a page for each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.dates.asking import ask_of
from sil.web.forms import posted
from sil.web.search.fields import suggest
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from ..days.over import over_warnings
from ..models import Report, Visit
from ..report.actions import withdrawing
from ..report.permissions import may_withdraw
from ..report.views.writing import found_for
from ..states import WAS, VisitState
from ..visit import actions as visits
from ..visit.forms import ChangePlanForm, CorrectForm, UndoForm
from ..visit.notifications import school_was_told
from ..visit.permissions import may_change, may_correct, may_put_right
from ..visit.policies import dates_of
from ..visit.queries import clashes, lines_of, readable, to_choose_from, visitors
from ..visit.views.acts import ANY, ask_about, refuse_beside, visit_of, with_reason
from . import actions, page
from .forms import MoveForm, NoForm, RedateForm, SchoolForm, StrikeForm, WithdrawForm

WITHDRAWERS = "the person who led the visit, the school's partner, and Principal Officers"


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act on its page: what it means (may raise Denied), what it does once it was asked about, its heading and its
    button."""

    heading: str
    button: str
    effects: Callable[[], Effects]
    do: Callable[[str], object]
    said: str
    warns: bool = False
    # Asks beside the fields, and returns what the action wants to have read.
    asks: Callable[[], str] = str


@require_safe
@signed_in("those who may correct the visit or withdraw its report")
def put_right(request: HttpRequest, pk: int) -> HttpResponse:
    """List the ways to put a visit and its report right."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    ways = page.remedies(found, who)
    if not ways:
        raise Http404
    context = {
        "heading": "Put this right",
        "caption": f"{found.school.name}, {found.kind_name}, {dates_of(found).words}",
        "back": found.get_absolute_url(),
        "back_words": "The visit",
        "remedies": ways,
    }
    return render(request, "web/put_right.html", context)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the details of a plan, or correct those of a visit that was held."""
    found = visit_of(request, pk, may_correct if Visit.objects.filter(pk=pk, status="held").exists() else may_change)
    if not (found.is_planned or found.is_held):
        messages.warning(request, "This visit did not take place, so there is nothing to correct.")
        return redirect(found)
    kind = CorrectForm if found.is_held else ChangePlanForm
    form = kind(
        posted(request),
        framework=found.framework,
        held=visits.details_of(found),
        people=visitors(clock.today()),
        lines=lines_of(found.school, found.starts_on),
    )
    if matches := suggest(request, form):
        return matches

    def do(_: str) -> Visit:
        reason = form.cleaned_data.get("reason", "")
        return visits.change(found, details=form.details, reason=reason, by=actor(request), on=clock.today())

    def asks() -> str:
        return ask_about(form, found.school, dates=dates_of(found), details=form.details, but=found)

    if found.is_held:
        act = Act(
            heading="Correct the record",
            button="Correct the record",
            effects=lambda: page.of_correcting(found, page.report_of(found), clock.today()),
            do=do,
            asks=asks,
            said="The record is corrected. The earlier details are in the history.",
        )
    else:
        act = Act(
            heading="Change the details",
            button="Save the changes",
            effects=lambda: Effects(changes=()),
            do=do,
            asks=asks,
            said="The details are changed. The earlier details are in the history.",
        )
    return _page(request, found, form, act)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def redate(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the date of a visit that was held."""
    found = visit_of(request, pk, may_correct)
    last = found.ends_on if found.ends_on != found.starts_on else None
    form = RedateForm(posted(request), initial={"starts_on": found.starts_on, "ends_on": last})
    form.know_school(found.school, held=dates_of(found))

    def do(sure: str) -> Visit:
        by, on = actor(request), clock.today()
        return actions.redate(found, dates=form.dates, reason=form.cleaned_data["reason"], sure=sure, by=by, on=on)

    def asks() -> str:
        return ask_about(form, found.school, dates=form.dates, details=visits.details_of(found), but=found)

    act = Act(
        heading="Correct the date",
        button="Correct the date",
        effects=lambda: page.of_redating(found, page.report_of(found), actor(request), clock.today()),
        do=do,
        asks=asks,
        said="The date is corrected. The earlier one is in the history.",
    )
    return _page(request, found, form, act)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def move_school(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the right school of a visit, then say what moving it means and move it."""
    found = visit_of(request, pk, may_put_right)
    named = to_choose_from(user_roles(request)).exclude(pk=found.school_id)
    chooser = SchoolForm(request.POST or request.GET or None, schools=named)
    if matches := suggest(request, chooser):
        return matches
    heading = "Move it to another school"
    if not chooser.is_valid():
        context = {"visit": found, "school": found.school, "form": chooser, "heading": heading}
        return render(request, "visits/move_school.html", context)
    right = chooser.cleaned_data["to"]
    form = MoveForm(posted(request))

    def do(sure: str) -> Visit:
        by, on, reason = actor(request), clock.today(), form.cleaned_data["reason"]
        return actions.move_to_school(found, school=right, reason=reason, sure=sure, by=by, on=on)

    def asks() -> str:
        details, dates = visits.details_of(found), dates_of(found)
        beside = clashes(right, found.lead, dates, days=found.days, but=found)
        ask_of(form, "reason", [*beside, *over_warnings(right, dates.starts_on, details, but=found)])
        return " ".join(beside)

    act = Act(
        heading=f"Move it to {right.name}?",
        button=f"Move it to {right.name}",
        effects=lambda: page.of_moving(found, page.report_of(found), right, actor(request), clock.today()),
        do=do,
        asks=asks,
        said=f"The visit is now recorded for {right.name}.",
    )
    return _page(request, found, form, act, to=right)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that there was no such visit."""
    found = visit_of(request, pk, may_put_right)
    form = StrikeForm(posted(request))
    act = Act(
        heading="Was there no such visit?",
        button="Record that there was no such visit",
        effects=lambda: page.of_striking(found, page.report_of(found), actor(request), clock.today()),
        do=lambda _: with_reason(actions.strike, found, form, request),
        said="The visit is recorded as a mistake. The history keeps what was recorded.",
        warns=True,
    )
    return _page(request, found, form, act)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain what it means that a visit is planned again, or why it cannot be, and ask for a reason."""
    found = visit_of(request, pk, may_correct)
    if found.is_planned:
        messages.warning(request, "This visit is planned, so there is nothing to undo.")
        return redirect(found)
    told = school_was_told(found, found.status)
    form = UndoForm(posted(request), told=told)
    then = "You can now record what happened, move it or cancel it."
    if told:
        then = f"We will email the headteacher of {found.school.name}."
    act = Act(
        heading=f"Was it recorded as {WAS[VisitState(found.status)]} by mistake?",
        button="Undo this and plan the visit again",
        effects=lambda: page.of_undoing(found, page.report_of(found), actor(request), clock.today()),
        do=lambda _: with_reason(visits.undo, found, form, request),
        said=f"The visit of {dates_of(found).words} is planned again. {then}",
        warns=True,
    )
    beside = [] if found.is_held else clashes(found.school, found.lead, dates_of(found), days=found.days, but=found)
    return _page(request, found, form, act, beside=beside)


@require_http_methods(ANY)
@signed_in(WITHDRAWERS)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a report that was issued, for good or to issue it again."""
    found, by, on = _report(request, pk), actor(request), clock.today()
    form = WithdrawForm(posted(request))

    def do(_: str) -> Report:
        asked = form.cleaned_data
        again = asked["then"] == WithdrawForm.AGAIN
        return withdrawing.withdraw(found, reason=asked["reason"], again=again, by=by, on=on)

    act = Act(
        heading="Withdraw the report?",
        button="Withdraw the report",
        effects=lambda: page.of_withdrawing(found, by, on),
        do=do,
        said="The report is withdrawn.",
        warns=True,
    )
    return _page(request, found.visit, form, act, after="report")


@require_http_methods(ANY)
@signed_in(WITHDRAWERS)
def rewrite(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a withdrawn report again from its text."""
    found, by, on = _report(request, pk), actor(request), clock.today()
    act = Act(
        heading="Correct the withdrawn report and issue it again?",
        button="Start from the text that was issued",
        effects=lambda: page.of_rewriting(found, by, on),
        do=lambda _: withdrawing.rewrite(found, by=by, on=on),
        said="The report can be corrected. The school reads it once it is issued again.",
    )
    return _page(request, found.visit, NoForm(posted(request)), act, after="report")


def _report(request: HttpRequest, pk: int) -> Report:
    """A report that the person may withdraw; 404 for anybody else."""
    found = found_for(request, pk)
    if not may_withdraw(found, by=actor(request), on=clock.today()):
        raise Http404
    return found


def _page(
    request: HttpRequest, found: Visit, form: forms.Form, act: Act, *, after: str = "visit", **more: Any
) -> HttpResponse:
    """What an act means, and the act; or why it is not possible."""
    context: dict[str, Any] = {"visit": found, "school": found.school, "form": form, "act": act, "sentence": "", **more}
    context["approves"] = user_roles(request).may(Permission.DAYS_APPROVE)
    try:
        context["effects"] = act.effects()
        if request.method == "POST" and form.is_valid():
            sure = act.asks()
            if form.is_valid():
                act.do(sure)
                messages.success(request, act.said)
                return redirect(after, pk=found.pk)
    except Denied as denied:
        if "effects" in context:
            refuse_beside(form, denied)
        else:
            context["sentence"] = denied.sentence
    return render(request, "visits/put_right_act.html", context)
