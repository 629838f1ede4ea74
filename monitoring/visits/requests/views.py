"""Pages on which a partner asks for extra days and a Principal Officer answers."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from schools.models import School
from schools.queries import visible
from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.framework.schema import days_in_words
from sil.framework.years import academic_year
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..days.forms import ApproveForm
from ..days.permissions import may_ask
from ..days.queries import ledgers, lines_of
from ..models import ExtraDaysRequest
from . import actions
from .forms import AnswerForm

ANY = ["GET", "HEAD", "POST"]
# Code of a refusal -> the field that it is about.
_ABOUT = {"not_half_days": "days", "unknown_line": "line", "no_reason": "reason"}
_ANSWERS = {"approve": actions.approve, "decline": actions.decline}


@require_http_methods(ANY)
@allow(Permission.VISIT_RECORD)
@once
def ask(request: HttpRequest, urn: int) -> HttpResponse:
    """For the present academic year. Those who approve days do not ask."""
    who, on = user_roles(request), clock.today()
    school = get_object_or_404(visible(who), pk=urn)
    if not may_ask(school, who):
        raise Http404
    found = ledgers(School.objects.filter(pk=urn), academic_year(on))[urn]
    form = ApproveForm(posted(request), lines=lines_of(found))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(school, by=who.user, on=on, **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence, _ABOUT.get(denied.code))
        else:
            said = f"You asked for {days_in_words(made.days)} extra for {school.name}."
            messages.success(request, f"{said} We will email you the answer.")
            return redirect("days", urn=urn)
    context = {
        "form": form,
        "school": school,
        "ledger": found,
        "heading": "Ask for extra days",
        "button": "Ask for the days",
        "asks": True,
    }
    return render(request, "visits/days_form.html", context)


@require_http_methods(ANY)
@allow(Permission.DAYS_APPROVE)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked and why, the school's days, and approve or decline."""
    related = ExtraDaysRequest.objects.select_related("school", "asked_by", "answered_by")
    found, on = get_object_or_404(related, pk=pk), clock.today()
    if found.answered_on:
        messages.warning(request, "This request has already been answered.")
        return redirect("days", urn=found.school_id)
    form = AnswerForm(posted(request))
    act = _ANSWERS.get(request.POST.get("act", ""))
    if request.method == "POST" and act and form.is_valid():
        try:
            done = act(found, reason=form.cleaned_data["reason"], by=actor(request), on=on)
        except Denied as denied:
            refuse(form, denied.sentence, _ABOUT.get(denied.code) if denied.code == "no_reason" else None)
        else:
            messages.success(request, _said(done))
            return redirect("days", urn=found.school_id)
    ledger = ledgers(School.objects.filter(pk=found.school_id), found.academic_year)[found.school_id]
    context = {
        "form": form,
        "asked": found,
        "school": found.school,
        "ledger": ledger,
        "line": lines_of(ledger).get(found.line, ""),
    }
    return render(request, "visits/days_request.html", context)


def _said(done: ExtraDaysRequest) -> str:
    days = f"{days_in_words(done.days)} for {done.school.name}"
    if done.extra:
        return f"You approved {days}. We will email {done.asked_by.name} and the headteacher."
    return f"You declined {days}. We will email {done.asked_by.name}."
