"""Pages that plan, move, record and cancel a visit; `put_right` has those that correct one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from schools.models import AssignmentRole, School
from schools.queries import officers_with_cover, receivers
from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.dates.asking import ask_of
from sil.framework.queries import framework_on
from sil.framework.schema import plain
from sil.submissions.once import once
from sil.web.forms import number_of, posted, refuse
from sil.web.search.fields import suggest
from sil.workflow import Denied

from ...days.over import over_warnings
from ...models import Visit
from ...states import VisitState
from .. import actions
from ..forms import (
    CancelForm,
    HoldForm,
    LogForm,
    MissForm,
    PlanForm,
    RecordForm,
    RescheduleForm,
    day_in,
)
from ..notifications import school_knows
from ..permissions import may_change
from ..policies import VisitDates, VisitDetails, dates_of
from ..queries import clashes, lines_of, plannable, readable, to_choose_from, visitors

ANY = ["GET", "HEAD", "POST"]
# What is said of the school after an act, and what where nobody there can be reached.
EMAILS = "We will email the headteacher of {school}."
TELL = "Nobody at {school} can be emailed: tell the school yourself."
# Code of a refusal -> the field it stands beside.
BESIDE = {
    "ends_before": "ends_on",
    "too_long": "ends_on",
    "not_yet": "starts_on",
    "no_visits": "starts_on",
    "no_kind": "kind",
    "no_mode": "mode",
    "no_priority": "priorities",
    "length": "days",
}


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def log(request: HttpRequest) -> HttpResponse:
    """Choose one of one's own schools, and whether to plan or to record."""
    form = LogForm(posted(request), schools=to_choose_from(user_roles(request)))
    if found := suggest(request, form):
        return found
    if request.method == "POST" and form.is_valid():
        return redirect(f"visit_{form.cleaned_data['when']}", urn=form.cleaned_data["school"].pk)
    return render(request, "visits/log.html", {"form": form})


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
@once
def plan(request: HttpRequest, urn: int) -> HttpResponse:
    said = f"The visit on {{day}} is planned. {EMAILS}"
    return _make(request, urn, PlanForm, actions.plan, said, "Plan a visit", "Plan the visit")


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
@once
def record(request: HttpRequest, urn: int) -> HttpResponse:
    said = "The visit of {day} is recorded as held. {next}"
    return _make(request, urn, RecordForm, actions.record, said, "Record a visit that was held", "Record the visit")


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
@once
def reschedule(request: HttpRequest, pk: int) -> HttpResponse:
    found = visit_of(request, pk)
    form = RescheduleForm(posted(request), initial=vars(dates_of(found)) | {"ends_on": _last(found)})
    form.know_school(found.school, held=dates_of(found))

    def act(sure: str) -> Visit:
        by, on = actor(request), clock.today()
        return actions.reschedule(found, dates=form.dates, reason=form.cleaned_data["reason"], sure=sure, by=by, on=on)

    def asks() -> str:
        return ask_about(form, found.school, dates=form.dates, details=actions.details_of(found), but=found)

    said = f"The visit is now on {{day}}. {EMAILS}"
    return _act(request, found, form, act, said, "Move the visit", "Move the visit", asks=asks)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    found = visit_of(request, pk)
    initial = vars(dates_of(found)) | {"ends_on": _last(found)}
    lines = lines_of(found.school, found.starts_on)
    held = actions.details_of(found)
    form = HoldForm(posted(request), framework=found.framework, held=held, lines=lines, initial=initial)
    form.know_school(found.school, held=dates_of(found))

    def dates() -> VisitDates:
        return replace(form.dates, starts_at=found.starts_at)

    def act(sure: str) -> Visit:
        by, on = actor(request), clock.today()
        return actions.hold(found, dates=dates(), details=form.details, sure=sure, by=by, on=on)

    def asks() -> str:
        return ask_about(form, found.school, dates=dates(), details=form.details, but=found)

    said = "The visit of {day} is recorded as held. {next}"
    return _act(request, found, form, act, said, "Record the visit as held", "Record it as held", asks=asks)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = visit_of(request, pk)
    form = CancelForm(posted(request))

    def act(_: str) -> Visit:
        return with_reason(actions.cancel, found, form, request)

    told = f" {EMAILS}" if school_knows(found, found.school) else ""
    said = f"The visit of {{day}} is cancelled.{told}"
    return _act(request, found, form, act, said, "Cancel the visit?", "Cancel the visit", warns=True)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def miss(request: HttpRequest, pk: int) -> HttpResponse:
    found = visit_of(request, pk)
    form = MissForm(posted(request))

    def act(_: str) -> Visit:
        return with_reason(actions.miss, found, form, request)

    said = "You recorded that the visit of {day} did not take place."
    return _act(
        request,
        found,
        form,
        act,
        said,
        "Did the visit not take place?",
        "Record that it did not take place",
        warns=True,
    )


def _make(
    request: HttpRequest,
    urn: int,
    kind: type[PlanForm] | type[RecordForm],
    action: Callable[..., Visit],
    said: str,
    heading: str,
    button: str,
) -> HttpResponse:
    """A new visit of a school: one that is planned, or one that was held."""
    who, on = user_roles(request), clock.today()
    school = get_object_or_404(plannable(who), pk=urn)
    day = (day_in(request.POST) if request.method == "POST" else None) or on
    framework = framework_on(day)
    if day != on and (framework is None or framework.visits is None):
        # The day is asked about or refused beside its field, with what was typed.
        framework = framework_on(on)
    if framework is None or framework.visits is None:
        return render(request, "visits/none.html", {"school": school, "heading": heading, "day": day})
    form = kind(
        posted(request),
        framework=framework,
        people=visitors(on),
        lines=lines_of(school, day),
        initial=_suggested(school, who.user, request, held=kind is RecordForm),
    )
    if found := suggest(request, form):
        return found
    form.know_school(school)
    context: dict[str, Any] = {
        "school": school,
        "form": form,
        "heading": heading,
        "button": button,
        "back": school.get_absolute_url(),
        "receives": "visit" if kind is PlanForm else "",
        "approves": who.may(Permission.DAYS_APPROVE),
    }
    if request.method == "POST" and form.is_valid():
        sure = ask_about(form, school, dates=form.dates, details=form.details)
        try:
            if form.is_valid():
                made = action(school, dates=form.dates, details=form.details, sure=sure, by=who.user, on=on)
                return _done(request, made, said)
        except Denied as denied:
            refuse_beside(form, denied)
    return render(request, "visits/form.html", context)


def _act(
    request: HttpRequest,
    found: Visit,
    form: forms.Form,
    act: Callable[[str], Visit],
    said: str,
    heading: str,
    button: str,
    *,
    warns: bool = False,
    asks: Callable[[], str] = lambda: "",
) -> HttpResponse:
    """One act on a visit that is there. `asks` asks beside the fields and returns what the action is told was read."""
    context = {
        "visit": found,
        "school": found.school,
        "form": form,
        "heading": heading,
        "button": button,
        "warns": warns,
        "back": found.get_absolute_url(),
        "approves": user_roles(request).may(Permission.DAYS_APPROVE),
    }
    if request.method == "POST" and form.is_valid():
        sure = asks()
        try:
            if form.is_valid():
                return _done(request, act(sure), said)
        except Denied as denied:
            if denied.code == "wrong_state":
                messages.warning(request, denied.sentence)
                return redirect(found)
            refuse_beside(form, denied)
    elif request.method != "POST" and not (found.is_planned or found.is_held):
        messages.warning(request, "This visit was cancelled or did not take place, so you cannot change it.")
        return redirect(found)
    return render(request, "visits/form.html", context)


def with_reason(action: Callable[..., Visit], found: Visit, form: forms.Form, request: HttpRequest) -> Visit:
    """Do an act on a visit with what its form asked for."""
    return action(found, by=actor(request), on=clock.today(), **form.cleaned_data)


def ask_about(
    form: forms.Form, school: School, *, dates: VisitDates, details: VisitDetails, but: Visit | None = None
) -> str:
    """Ask beside the fields about visits that cannot both be and about days over the allowance. Return the first in one
    sentence, for the action, which looks again."""
    beside: list[str] = []
    if "starts_on" in form.fields and (but is None or dates != dates_of(but)):
        beside = clashes(school, details.lead, dates, days=details.days, but=but)
        ask_of(form, "starts_on", beside)
    if "days" in form.fields:
        ask_of(form, "days", over_warnings(school, dates.starts_on, details, but=but))
    return " ".join(beside)


def refuse_beside(form: forms.Form, denied: Denied) -> None:
    """Show a refusal beside its field. A visit that somebody else planned a moment ago is asked about as any other."""
    if denied.code == "sure":
        ask_of(form, "starts_on" if "starts_on" in form.fields else "reason", [denied.sentence])
        return
    field = BESIDE.get(denied.code)
    refuse(form, denied.sentence, field if field in form.fields else None)


def _done(request: HttpRequest, done: Visit, said: str) -> HttpResponse:
    then = ""
    if done.is_held and done.kind_of:
        then = "Next, write the report." if done.kind_of.report else "It does not need a report."
    if EMAILS in said and not receivers(done.school, clock.today(), LEADS):
        said = said.replace(EMAILS, TELL)
    messages.success(request, said.format(day=dates_of(done).words, school=done.school.name, next=then))
    return redirect(done)


def _suggested(school: School, user: User, request: HttpRequest, *, held: bool) -> dict[str, Any]:
    """The person themselves where they work with the school, else its partner; what an address asks for; and all but
    the dates of a visit that did not take place and is planned again."""
    if missed := _missed(school, request):
        again = vars(actions.details_of(missed))
        return again | {"days": plain(missed.days), "met": ""}
    found = {"lead": suggested_lead(school, user), "kind": request.GET.get("kind", "")}
    return found | ({"starts_on": clock.today()} if held else {})


def suggested_lead(school: School, user: User) -> User:
    """Return the person themselves where they work with the school, else its partner."""
    there = officers_with_cover(school, AssignmentRole.SIP, clock.today())
    return user if user in there or not there else there[0]


def _missed(school: School, request: HttpRequest) -> Visit | None:
    key = number_of(request.GET.get("again", ""))
    return Visit.objects.filter(pk=key, school=school, status=VisitState.MISSED).first() if key else None


def visit_of(request: HttpRequest, pk: int, may: Callable[[Visit, UserRoles], bool] = may_change) -> Visit:
    """Return a visit that the person may change. Raises Http404 for anybody else."""
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    if not may(found, user_roles(request)):
        raise Http404
    return found


def _last(visit: Visit) -> date | None:
    return visit.ends_on if visit.ends_on != visit.starts_on else None
