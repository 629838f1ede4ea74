"""The acts on brokered support, each on a page that says what will happen."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sil.accounts.access import actor, signed_in, user_roles
from sil.dates.sense import Known
from sil.framework.schema import days_in_words, plain
from sil.submissions.once import once
from sil.web.forms import know, posted, refuse
from sil.workflow import Denied

from ...budgets.queries import left_of
from ...models import Delivery, Support
from ...permissions import may_broker, may_speak
from ...states import SupportState
from ...years import pounds
from .. import notifications as told
from ..actions import agreeing, asking, delivering
from ..forms import (
    ApproveForm,
    CompleteForm,
    ConflictForm,
    DeliverForm,
    DeliveryForm,
    EvaluateForm,
    MatchForm,
    ReasonForm,
    SureForm,
    proposed_first,
)
from ..matches import matches
from ..permissions import may_agree, may_approve, may_decline, may_evaluate, may_manage, may_withdraw
from ..policies import needs_approval
from ..queries import readable, with_given

ANY = ["GET", "HEAD", "POST"]
WHO = "those who lead the school, its officers and oversight"
NOTHING = Decimal(0)
_BESIDE = {
    "days": "days",
    "no_days": "days",
    "order": "ends_on",
    "own_school": "giver",
    "not_there": "giver",
    "no_budget": "budget",
    "other_year": "budget",
    "future": "day",
    "too_many": "days",
    "over_budget": "reason",
    "dearer": "cost",
    "no_reason": "reason",
    "no_text": "changed",
}


@require_http_methods(ANY)
@signed_in(WHO)
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Who could give the support, with the facts why, and the form that proposes one of them."""
    found, on = _found(request, pk), user_roles(request).on
    _require(may_manage(found, "match", by=actor(request), on=on))
    proposed = matches(found, on)
    form = MatchForm(
        posted(request), support=found, on=on, initial=_initial(found) | proposed_first(proposed, _chosen(request))
    )
    for name in ("starts_on", "ends_on"):
        know(form, name, Known(recorded=getattr(found, name)))
    if request.method == "POST" and form.is_valid():
        try:
            made = agreeing.match(found, form.proposal, by=actor(request), on=on)
        except Denied as denied:
            refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(
                request,
                f"You proposed {made.giver_name}. We will email the headteacher. The school and an officer agree next.",
            )
            return redirect(made)
    context = {"form": form, "support": found, "school": found.school, "matches": proposed}
    return render(request, "support/match.html", context | {"again": found.status != SupportState.ASKED})


@require_http_methods(ANY)
@signed_in(WHO)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _found(request, pk), _by(request)
    _require(may_agree(found, **by))
    return _act(
        request,
        found,
        SureForm(posted(request)),
        lambda **_: agreeing.agree(found, **by),
        heading="Agree the support",
        says="The headteacher and an officer each agree once. If who gives it, the days, the cost or the "
        "dates change after that, it has to be agreed again.",
        button="Agree the support",
        done=lambda made: (
            "You agreed the support. It waits for the other side."
            if made.status == SupportState.MATCHED
            else "You agreed the support. It now waits to be approved."
            if made.status == SupportState.TO_APPROVE
            else "You agreed the support. Both sides have agreed, and it can be commissioned."
        ),
        facts=True,
    )


@require_http_methods(ANY)
@signed_in(WHO)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _found(request, pk), _by(request)
    _require(may_approve(found, **by))
    left = left_of(found.budget) if found.budget else None
    why = needs_approval(found.framework_version.framework, found.cost or NOTHING, left)
    return _act(
        request,
        found,
        ApproveForm(posted(request)),
        lambda **typed: agreeing.approve(found, **typed, **by),
        heading="Approve the support",
        says=f"{why} Its cost is committed once you approve it, and it can then be commissioned.".strip(),
        button="Approve the support",
        done=lambda made: "You approved the support. It can be commissioned.",
        facts=True,
    )


@require_http_methods(ANY)
@signed_in(WHO)
def commission(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _found(request, pk), _by(request)
    _require(may_manage(found, "commission", **by))
    to = [f"{name} ({email})" for name, email in told.addresses(found, by["on"])]
    names: list[str] = []

    def act(**_: Any) -> Support:
        made, went = agreeing.commission(found, **by)
        names.extend(went)
        return made

    return _act(
        request,
        found,
        SureForm(posted(request)),
        act,
        heading="Commission the support",
        says=f"We will email the commission to {', '.join(to) or 'nobody: no address is known'}, with the school, "
        "what it needs, the days, the dates and the cost. The headteacher will be told. Nobody else "
        "can be chosen after that.",
        button="Send the commission",
        done=lambda made: (
            f"You commissioned the support. We will email {', '.join(names)}. Record the days as they are given."
        ),
        facts=True,
    )


@require_http_methods(ANY)
@signed_in(WHO)
@once
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _found(request, pk), _by(request)
    open_ = found.status in (SupportState.COMMISSIONED, SupportState.UNDER_WAY)
    _require(open_ and may_broker(found.school, **by))
    given = _given(found)
    return _act(
        request,
        found,
        DeliverForm(posted(request)),
        lambda **typed: delivering.deliver(found, **typed, **by),
        heading="Record days that were given",
        says=f"{plain(given)} of {days_in_words(found.days or given)} have been recorded so far.",
        button="Record the days",
        done=lambda made: f"You recorded {days_in_words(made.days)}.",
    )


@require_http_methods(ANY)
@signed_in(WHO)
def delivery_correct(request: HttpRequest, pk: int) -> HttpResponse:
    by = _by(request)
    there = Delivery.objects.filter(support__in=readable(user_roles(request)), replaced_by=None)
    entry = get_object_or_404(there.select_related("support__school"), pk=pk)
    open_ = entry.support.status in (SupportState.COMMISSIONED, SupportState.UNDER_WAY)
    _require(open_ and may_broker(entry.support.school, **by))
    form = DeliveryForm(posted(request), initial={"day": entry.day, "days": plain(entry.days), "note": entry.note})
    know(form, "day", Known(recorded=entry.day))
    return _act(
        request,
        entry.support,
        form,
        lambda **typed: delivering.correct(entry, **typed, **by),
        heading="Correct days that were given",
        says="Enter 0 days if none were given. The entry before stays in the history.",
        button="Correct the entry",
        done=lambda made: "You corrected the days that were given.",
    )


@require_http_methods(ANY)
@signed_in(WHO)
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _found(request, pk), _by(request)
    _require(may_manage(found, "complete", **by))
    given = _given(found)
    return _act(
        request,
        found,
        CompleteForm(posted(request), initial={"cost": found.cost}),
        lambda **typed: delivering.complete(found, **typed, **by),
        heading="Say that the support is complete",
        says=f"{plain(given)} of {days_in_words(found.days or given)} were given. It was agreed at "
        f"{pounds(found.cost)}. No more days can be recorded after this. We will ask the headteacher what changed.",
        button="Say that it is complete",
        done=lambda made: "You said that the support is complete. Both sides evaluate it next.",
    )


@require_http_methods(ANY)
@signed_in(WHO)
def evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _found(request, pk), _by(request)
    _require(may_evaluate(found, **by))
    return _act(
        request,
        found,
        EvaluateForm(posted(request)),
        lambda **typed: delivering.evaluate(found, **typed, **by),
        heading="Evaluate the support",
        says="The school and School Improvement can both read it. It cannot be changed afterwards.",
        button="Send the evaluation",
        done=lambda made: "You evaluated the support. Thank you.",
    )


@require_http_methods(ANY)
@signed_in(WHO)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _found(request, pk), _by(request)
    _require(may_manage(found, "close", **by))
    return _act(
        request,
        found,
        SureForm(posted(request)),
        lambda **_: delivering.close(found, **by),
        heading="Close the support",
        says="Both sides have evaluated it. Nothing about it can be changed afterwards.",
        button="Close the support",
        done=lambda made: "You closed the support.",
    )


@require_http_methods(ANY)
@signed_in(WHO)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _found(request, pk), _by(request)
    _require(may_decline(found, **by))
    return _act(
        request,
        found,
        ReasonForm(posted(request)),
        lambda **typed: asking.decline(found, **typed, **by),
        heading="Decline the support",
        says="We will email the headteacher your reason. It cannot be taken back, but it can be asked for again.",
        button="Decline the support",
        done=lambda made: "You declined the support. We will email the headteacher.",
    )


@require_http_methods(ANY)
@signed_in(WHO)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _found(request, pk), _by(request)
    _require(may_withdraw(found, **by))
    giver = f" {found.giver_name} will be told, too." if found.status == SupportState.COMMISSIONED else ""
    return _act(
        request,
        found,
        ReasonForm(posted(request)),
        lambda **typed: asking.withdraw(found, **typed, **by),
        heading="Withdraw the support",
        says=f"We will email the other side your reason.{giver} It cannot be taken back, but it can be asked for "
        "again.",
        button="Withdraw the support",
        done=lambda made: "You withdrew the support. We will email the other side.",
    )


@require_http_methods(ANY)
@signed_in(WHO)
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    found, by = _found(request, pk), _by(request)
    _require(may_speak(found.school, **by) or may_approve(found, **by))
    return _act(
        request,
        found,
        ConflictForm(posted(request)),
        lambda **typed: asking.declare(found, **typed, **by),
        heading="Declare an interest",
        says="Tell us if you are related to, govern or work for who gives this support. You can then neither agree nor "
        "approve it, and an agreement that you gave lapses. Officers can read what you write.",
        button="Declare the interest",
        done=lambda made: "You declared an interest. Somebody else agrees or approves this support.",
    )


def _given(found: Support) -> Any:
    return with_given(Support.objects.filter(pk=found.pk)).get().given


def _act(
    request: HttpRequest,
    found: Support,
    form: Form,
    act: Callable[..., Any],
    *,
    heading: str,
    says: str,
    button: str,
    done: Callable[[Any], str],
    facts: bool = False,
) -> HttpResponse:
    """A page that says what will happen and asks what is needed for it, and does it."""
    if request.method == "POST" and form.is_valid():
        try:
            made = act(**form.cleaned_data)
        except Denied as denied:
            beside = _BESIDE.get(denied.code)
            refuse(form, denied.sentence, beside if beside in form.fields else None)
        else:
            messages.success(request, done(made))
            return redirect("support", pk=found.pk)
    context = {
        "form": form,
        "support": found,
        "school": found.school,
        "heading": heading,
        "says": says,
        "button": button,
        "facts": facts,
    }
    return render(request, "support/act.html", context)


def _found(request: HttpRequest, pk: int) -> Support:
    return get_object_or_404(readable(user_roles(request)), pk=pk)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": actor(request), "on": user_roles(request).on}


def _require(may: bool) -> None:
    if not may:
        raise Http404


def _chosen(request: HttpRequest) -> str:
    return request.GET.get("giver", "")


def _initial(found: Support) -> dict[str, Any]:
    """What was proposed before; else what was asked for."""
    for by in ("leader", "offer", "provider"):
        if key := getattr(found, f"{by}_id"):
            return {
                "giver": f"{by}-{key}",
                "days": plain(found.days or found.days_wished),
                "cost": found.cost,
                "budget": found.budget_id,
                "starts_on": found.starts_on,
                "ends_on": found.ends_on,
            }
    return {"days": plain(found.days_wished)}
