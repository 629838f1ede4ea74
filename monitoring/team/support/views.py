"""Pages of financial support."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from schools.models import School
from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.framework.queries import framework_on
from sil.submissions.once import once
from sil.web.forms import posted, refuse
from sil.workflow import Denied

from ..models import Payment, SupportRequest
from ..team.policies import rules_of
from ..team.queries import reads_money
from ..team.views import found_team, frame
from . import actions
from .forms import AGREE, AskForm, DecideForm, PayForm, TakeBackForm, WithdrawForm
from .permissions import may_ask, may_decide, may_pay, may_withdraw
from .policies import check_maintained, in_pounds
from .queries import readable, with_paid

ANY = ["GET", "HEAD", "POST"]
READERS = "officers of the school, its headteacher and its chair, and members of the team for finance"
_BESIDE = {
    "no_amount": "amount",
    "too_much": "amount",
    "no_purpose": "purpose",
    "no_year": "financial_year",
    "no_reason": "reason",
    "not_yet": "paid_on",
    "too_early": "paid_on",
}


@require_safe
@signed_in(READERS)
def requests(request: HttpRequest, pk: int) -> HttpResponse:
    """The financial support that was asked for in a team."""
    team, who = found_team(request, pk), user_roles(request)
    if not reads_money(team, who):
        raise Http404
    refusal = _refusal(team.school, who.on)
    context = {
        **frame(team, who),
        "requests": with_paid(team.support_requests.all()),
        "refusal": refusal,
        "may_ask": not refusal and team.is_open and may_ask(team, by=who.user, on=who.on),
        "tab": "support",
    }
    return render(request, "team/supports.html", context)


@require_http_methods(ANY)
@signed_in("the team’s lead, the school’s partner, Principal Officers and the headteacher")
@once
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for financial support for a maintained school."""
    team, who = found_team(request, pk), user_roles(request)
    if not team.is_open or not may_ask(team, by=who.user, on=who.on):
        raise Http404
    form = AskForm(posted(request), on=who.on)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(team, form.said, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(
                request, f"You asked for £{in_pounds(made.amount)}. A Principal Officer or a director decides."
            )
            return redirect(made)
    context = {"team": team, "school": team.school, "form": form, "refusal": _refusal(team.school, who.on)}
    return render(request, "team/support_ask.html", context)


@require_safe
@signed_in(READERS)
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, its decision and what was paid."""
    found, who = _found(request, pk), user_roles(request)
    left = found.agreed_amount - found.paid if found.agreed_amount is not None else None
    waits = found.status == SupportRequest.Status.ASKED
    pays = found.status == SupportRequest.Status.AGREED and may_pay(found, by=who.user, on=who.on)
    context = {
        "request_": found,
        "team": found.team,
        "school": found.team.school,
        "payments": found.payments.select_related("by", "taken_back_by"),
        "left": left,
        "may_decide": waits and may_decide(found, by=who.user, on=who.on),
        "may_withdraw": waits and may_withdraw(found, by=who.user, on=who.on),
        "pays": pays,
        "may_pay": pays and left,
    }
    return render(request, "team/support.html", context)


@require_http_methods(ANY)
@signed_in("Principal Officers and directors, but not who asked")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree or decline financial support, with the reason."""
    found, who = _found(request, pk), user_roles(request)
    if found.status != SupportRequest.Status.ASKED or not may_decide(found, by=who.user, on=who.on):
        raise Http404
    form = DecideForm(posted(request), initial={"amount": found.amount})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        agreed = said["decision"] == AGREE
        try:
            actions.decide(
                found, agreed=agreed, amount=said["amount"], reason=said["reason"], by=actor(request), on=clock.today()
            )
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            done = "agreed financial support" if agreed else "did not agree financial support"
            messages.success(request, f"You {done}. We will email the headteacher and the person who asked for it.")
            return redirect(found)
    context = {"request_": found, "school": found.team.school, "form": form, "refusal": _refusal(found.school, who.on)}
    return render(request, "team/support_decide.html", context)


@require_http_methods(ANY)
@signed_in("those who asked: the headteacher, or the school’s officers")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a request that nobody has decided on."""
    found, who = _found(request, pk), user_roles(request)
    if found.status != SupportRequest.Status.ASKED or not may_withdraw(found, by=who.user, on=who.on):
        raise Http404
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(found, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "You withdrew the request. Nobody will decide on it.")
            return redirect(found)
    return render(request, "team/support_withdraw.html", {"request_": found, "school": found.team.school, "form": form})


@require_http_methods(ANY)
@signed_in("the team’s lead, the school’s partner, Principal Officers, and members for finance")
@once
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a part that was paid."""
    found, who = _found(request, pk), user_roles(request)
    if found.status != SupportRequest.Status.AGREED or not may_pay(found, by=who.user, on=who.on):
        raise Http404
    form = PayForm(posted(request), initial={"paid_on": who.on})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.pay(found, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"The payment of £{in_pounds(made.amount)} is recorded.")
            return redirect(found)
    return render(request, "team/support_pay.html", {"request_": found, "school": found.team.school, "form": form})


@require_http_methods(ANY)
@signed_in("the team’s lead, the school’s partner, Principal Officers, and members for finance")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a payment that was recorded by mistake."""
    payment = get_object_or_404(Payment, pk=pk, takes_back=None, taken_back_by=None)
    found, who = _found(request, payment.request_id), user_roles(request)
    if not may_pay(found, by=who.user, on=who.on):
        raise Http404
    form = TakeBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(payment, **form.cleaned_data, by=actor(request), on=clock.today())
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, f"The payment of £{in_pounds(payment.amount)} is taken back. Both stay below.")
            return redirect(found)
    context = {"request_": found, "school": found.team.school, "form": form, "payment": payment}
    return render(request, "team/support_take_back.html", context)


def _found(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(readable(user_roles(request)), pk=pk)


def _refusal(school: School, on: date) -> str:
    """Why nothing can be asked for a school, in the words of the framework, or ""."""
    try:
        check_maintained(school, rules_of(framework_on(on)), on)
    except Denied as denied:
        return denied.sentence
    return ""
