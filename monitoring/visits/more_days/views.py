"""Pages of days that a school asks for: ask, the request with its answer, pass it on, say no."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools.models import School
from schools.queries import visible
from schools.receipts.queries import receipts_of
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.framework.schema import days_in_words, plain
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..days.forms import ApproveForm
from ..days.queries import ledgers, lines_of
from ..models import SchoolDaysRequest
from . import actions
from .forms import AskForm, DeclineForm
from .notifications import receipt_key
from .permissions import leads, may_answer
from .queries import readable

ANY = ["GET", "HEAD", "POST"]
WHO = "those who lead the school, its officers and oversight"
_BESIDE = {"not_half_days": "days", "unknown_line": "line", "no_reason": "reason"}
_ANSWERED = "This request has already been answered or withdrawn."


@require_http_methods(ANY)
@signed_in("those who lead the school")
@once
def ask(request: HttpRequest, urn: int) -> HttpResponse:
    """Ask the partner for more days in the present academic year."""
    who = user_roles(request)
    school = get_object_or_404(visible(who), pk=urn)
    if not leads(school, by=who.user, on=who.on):
        raise Http404
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(school, by=actor(request), on=who.on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"You asked for {days_in_words(made.days)} more. We will email you the answer.")
            return redirect(made)
    said = {
        "heading": "Ask for more days of support",
        "lead": "We will email your partner. They ask a Principal Officer for the days, or tell you why not.",
        "button": "Ask for the days",
    }
    return render(request, "visits/more_days/act.html", {"form": form, "school": school, **said})


@require_safe
@signed_in(WHO)
def more_days(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked and answered."""
    who = user_roles(request)
    asked = get_object_or_404(readable(who), pk=pk)
    by: dict[str, Any] = {"by": who.user, "on": who.on}
    context = {
        "asked": asked,
        "school": asked.school,
        "answers": asked.is_open and may_answer(asked.school, **by),
        "approves": who.may(Permission.DAYS_APPROVE),
        "receipt": receipts_of([receipt_key(asked)]).get(receipt_key(asked)),
        "may_withdraw": asked.is_open and leads(asked.school, **by),
    }
    return render(request, "visits/more_days/request.html", context)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def pass_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a Principal Officer for the days, with the school's reason; who approves days approves them."""
    asked, who = _to_answer(request, pk), user_roles(request)
    if not asked.is_open:
        return _already(request, asked)
    approves = who.may(Permission.DAYS_APPROVE)
    ledger = ledgers(School.objects.filter(pk=asked.school_id), asked.academic_year)[asked.school_id]
    initial = {"days": plain(asked.days), "reason": asked.reason}
    form = ApproveForm(posted(request), lines=lines_of(ledger), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.pass_on(asked, by=actor(request), on=who.on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            did = "approved the days" if approves else "asked a Principal Officer for the days"
            messages.success(request, f"You {did}. We will email the headteacher.")
            return redirect(asked)
    heading = "Approve the days" if approves else "Ask a Principal Officer for the days"
    context = {"form": form, "school": asked.school, "asked": asked, "heading": heading, "button": heading}
    return render(request, "visits/more_days/act.html", context)


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, with the reason."""
    asked, who = _to_answer(request, pk), user_roles(request)
    if not asked.is_open:
        return _already(request, asked)
    form = DeclineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline(asked, by=actor(request), on=who.on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "You did not agree to more days. We will email the headteacher.")
            return redirect(asked)
    context = {"form": form, "school": asked.school, "asked": asked}
    said = {"heading": "Do not agree to more days", "button": "Send the answer"}
    return render(request, "visits/more_days/act.html", context | said)


@require_POST
@signed_in("those who lead the school")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a request."""
    who = user_roles(request)
    asked = get_object_or_404(readable(who), pk=pk)
    if not leads(asked.school, by=who.user, on=who.on):
        raise Http404
    if not asked.is_open:
        return _already(request, asked)
    try:
        actions.withdraw(asked, by=actor(request), on=who.on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "You withdrew the request. We will tell your partner.")
    return redirect(asked)


def _to_answer(request: HttpRequest, pk: int) -> SchoolDaysRequest:
    who = user_roles(request)
    asked = get_object_or_404(readable(who), pk=pk)
    if not may_answer(asked.school, by=who.user, on=who.on):
        raise Http404
    return asked


def _already(request: HttpRequest, asked: SchoolDaysRequest) -> HttpResponse:
    messages.warning(request, _ANSWERED)
    return redirect(asked)
