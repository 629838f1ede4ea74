"""Pages of more time to answer: ask for it, and the request with its answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from schools.receipts.queries import receipts_of
from sil.accounts.access import actor, allow, signed_in, user_roles
from sil.accounts.roles import Permission
from sil.clock import weekday_in_words
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied, can

from ..allocation.permissions import check_answer
from ..allocation.queries import readable as readable_allocations
from . import actions
from .forms import AnswerForm, AskForm
from .notifications import receipt_key
from .permissions import may_give
from .policies import last_day
from .queries import readable

ANY = ["GET", "HEAD", "POST"]
WHO = "those who lead the school, its officers and oversight"
_BESIDE = {"not_later": "day", "too_long": "day", "no_reason": "reason"}


@require_http_methods(ANY)
@allow(Permission.ALLOCATION_AGREE)
@once
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for more time to answer."""
    who = user_roles(request)
    found = get_object_or_404(readable_allocations(who), pk=pk)
    by: dict[str, Any] = {"by": actor(request), "on": who.on}
    try:
        deadline = actions.check_ask(found, **by)
    except Denied as denied:
        if denied.code in ("not_the_head", "own_proposal"):
            raise Http404 from denied
        messages.warning(request, denied.sentence)
        return redirect("allocation", pk=pk)
    form = AskForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(found, **form.cleaned_data, **by)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            due = weekday_in_words(made.due_on)
            messages.success(
                request, f"You asked for more time. We will email you the answer. Until then, the day is still {due}."
            )
            return redirect(made)
    context = {"allocation": found, "school": found.school, "form": form, "deadline": deadline}
    return render(request, "allocations/more_time/ask.html", context | {"last": last_day(deadline)})


@require_http_methods(ANY)
@signed_in(WHO)
def more_time(request: HttpRequest, pk: int) -> HttpResponse:
    """What was asked and answered. Officers answer it here."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    by: dict[str, Any] = {"by": actor(request), "on": who.on}
    answers = found.is_open and found.allocation.due_on == found.due_on and may_give(found.allocation, **by)
    if request.method == "POST" and not answers:
        if found.is_open or not may_give(found.allocation, **by):
            raise Http404
        messages.warning(request, "This request has already been answered or withdrawn.")
        return redirect(found)
    form = AnswerForm(posted(request), initial={"day": found.wanted_on})
    if request.method == "POST" and form.is_valid():
        try:
            said = _answer(form.cleaned_data, found, by)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, said)
            return redirect(found)
    context = {
        "asked": found,
        "allocation": found.allocation,
        "school": found.allocation.school,
        "form": form if answers else None,
        "receipt": receipts_of([receipt_key(found)]).get(receipt_key(found)),
        "may_withdraw": found.is_open and can(check_answer)(found.allocation, **by),
    }
    return render(request, "allocations/more_time/request.html", context)


def _answer(typed: dict[str, Any], found: Any, by: dict[str, Any]) -> str:
    """Answer a request, and return what was done and comes next."""
    if typed["decision"] == "give":
        actions.give(found, day=typed["day"], reason=typed["reason"], **by)
        return f"You gave more time, until {weekday_in_words(typed['day'])}. We will email the headteacher."
    actions.decline(found, reason=typed["reason"], **by)
    return "You did not give more time. We will email the headteacher."


@require_POST
@signed_in("those who lead the school")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a request."""
    who = user_roles(request)
    found = get_object_or_404(readable(who), pk=pk)
    if not can(check_answer)(found.allocation, by=actor(request), on=who.on):
        raise Http404
    try:
        actions.withdraw(found, by=actor(request), on=who.on)
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(request, "You withdrew the request. We will tell your partner.")
    return redirect(found)
