"""Pages on which a letter is checked and presented, read and signed or returned, and called off."""

from contextlib import suppress
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words, weekday_in_words
from sil.dates.asking import questions_of as asked_beside
from sil.deadlines.rules import recorded_calendar
from sil.deadlines.working_days import CalendarIncomplete
from sil.letters.models import Method, Recipient
from sil.web.forms import number, posted, refuse
from sil.web.incoming.confirm import confirm_first
from sil.workflow import Denied, can

from ..case.resting import withdrawn_under
from ..delegations.permissions import delegations_on
from ..letters import actions
from ..letters.early import reasons_left_out
from ..letters.forms import ReasonForm
from ..letters.page import (
    checks_of,
    days_printed,
    missing_links,
    notice_or_letter,
    preview,
    timing_or_refusal,
    title_of_signatory,
)
from ..letters.policies import missing
from ..letters.powers import lacking_of
from ..letters.recipients import principal
from ..letters.views import ANY, DISCUSSIONS, KEEPERS, end, found_briefly, found_for, kept_by
from ..models import CaseLetter, Delegation
from ..questions.page import asked_on_page
from ..state.queries import decisions_of
from ..states import LetterState
from . import actions as signing
from .forms import PresentForm, ReturnForm, SignForm
from .page import effects_of, names_who_are_told
from .permissions import check_call_off, check_sign, may_sign, signers

SIGNERS = "those who may sign the letter and did not write in it"
# What changed under a signatory's eyes: they are led to where it stands now.
_GONE_ON = frozenset({"wrong_state", "own_letter", "not_the_signatory"})


@require_http_methods(ANY)
@signed_in(SIGNERS)
@confirm_first
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that somebody reads before they sign a letter, in the order a careful person does."""
    form = ReturnForm(posted(request) if _returns(request) else None)
    signing_form = SignForm(None if _returns(request) else posted(request))
    acts = request.method == "POST" and (form if _returns(request) else signing_form).is_valid()
    found, on = found_briefly(request, pk) if acts else found_for(request, pk, DISCUSSIONS), clock.today()
    if not acts:
        _require_signatory(request, found)
    if found.status != LetterState.PRESENTED and request.method != "POST":
        messages.warning(request, _no_more(found))
        return redirect(found)
    sentence, warned = "", ""
    if acts:
        try:
            return _decide(request, found, form, signing_form)
        except Denied as denied:
            found = found_for(request, pk, DISCUSSIONS)
            _require_signatory(request, found)
            if denied.code in _GONE_ON:
                messages.warning(request, denied.sentence if denied.code != "wrong_state" else _no_more(found))
                return redirect(found)
            if denied.code == "no_plan_reason":
                refuse(signing_form, denied.sentence, "plan_reason")
            else:
                sentence, warned = ("", denied.sentence) if denied.code == "sure" else (denied.sentence, "")
    return render(
        request,
        "notices/letter_pack.html",
        _pack_of(request, found, on)
        | {"form": form, "signing_form": signing_form, "sentence": sentence, "warned": warned},
        status=409 if sentence else 200,
    )


def _require_signatory(request: HttpRequest, found: CaseLetter) -> None:
    """Raises Http404 for somebody who may not sign a letter that waits for it. An act asks that itself."""
    if found.status == LetterState.PRESENTED and not may_sign(found, user_roles(request)):
        raise Http404


def _returns(request: HttpRequest) -> bool:
    return request.POST.get("act") == "return"


def _decide(request: HttpRequest, found: CaseLetter, form: ReturnForm, signing_form: SignForm) -> HttpResponse:
    by, on = actor(request), clock.today()
    told = names_who_are_told(found)
    if _returns(request):
        signing.return_letter(found, text=form.cleaned_data["text"], by=by, on=on)
        messages.success(request, f"{found.name} returned with your comments. We have emailed {told}.")
        return redirect(found)
    said = {"sure": request.POST.get("sure", ""), "plan_reason": signing_form.cleaned_data["plan_reason"]}
    signed = signing.sign(found, by=by, on=on, version=number(request, "version"), **said)
    to = principal(signed.recipients.all(), found)
    messages.success(request, f"{found.name} signed. {_what_now(signed.dated, to)}")
    return redirect(found)


def _what_now(dated: date, to: Recipient | None) -> str:
    if to is None or to.method == Method.EMAIL:
        return f"It will be emailed automatically on {weekday_in_words(dated)}."
    how = "handed over" if to.method == Method.HAND else "posted"
    return f"It has to be {how} on {weekday_in_words(dated)}. We have asked the officers of the case to do this."


def _no_more(found: CaseLetter) -> str:
    """Why there is nothing left to sign, and by whom it was done."""
    if found.letter and found.status in (LetterState.SIGNED, LetterState.GIVEN):
        at = clock.local(found.letter.signed_at)
        name = found.letter.signed_by.name
        return f"{name} signed this on {in_words(at.date())} at {at:%H:%M}. You do not need to do anything."
    return f"This letter is no longer waiting for a signature: {found.get_status_display().lower()}."


def _stands_in(found: CaseLetter, who: UserRoles) -> Delegation | None:
    """By what a person signs in the place of a director."""
    mine = delegations_on(who.on).filter(role=found.step.signed_by, delegate=who.user)
    return mine.select_related("director").first()


def _pack_of(request: HttpRequest, found: CaseLetter, on: date) -> dict[str, Any]:
    who = user_roles(request)
    assert found.dated is not None, "it was presented for a day"
    signed_as = check_sign(found, by=actor(request), on=on)
    timing, barred = timing_or_refusal(found, found.dated)
    if found.kind_of.notice and timing and timing.period is None:
        # Presented before a length had to be entered.
        barred = "It does not say how many days the governing body has. Return it so that this can be entered."
    if found.dated < on:
        given = f"It was to be given on {weekday_in_words(found.dated)}, which has passed."
        barred = f"{given} Return it so that it gets a new date."
    return {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "notice_or_letter": notice_or_letter(found),
        "stands_in": _stands_in(found, who) if signed_as.startswith("For ") else None,
        "in_role": f"f{signed_as[1:]}" if signed_as.startswith("For ") else f"as {signed_as}",
        "barred": barred,
        "body": preview(found, timing, (who.user.name, signed_as)),
        "days": days_printed(found, timing),
        "effects": effects_of(found),
        "told": names_who_are_told(found),
        "evidence": found.case.evidence.filter(removed_on__isnull=True),
        "left_out": reasons_left_out(found),
        "discussions": found.case.discussions.all(),
        "checks": checks_of(found),
        "rests": withdrawn_under(found),
        "decisions": decisions_of(found.case_id),
        "to": list(found.recipients.all()),
        "remarks": found.remarks.all(),
        **asked_on_page(found, found.dated, acts=request.method == "POST"),
    }


@require_http_methods(ANY)
@signed_in("officers who may read the case, and those who sign such letters")
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a letter that is signed and was not given."""
    found = found_for(request, pk)
    if not can(check_call_off)(found, by=actor(request), on=clock.today()):
        raise Http404
    form = ReasonForm(
        posted(request),
        label="Why should it not be given?",
        hint="Kept with the letter. The person who prepared it will read it.",
        missing="Say why it should not be given.",
    )
    return end(
        request,
        found,
        form,
        signing.call_off,
        allowed=found.status == LetterState.SIGNED,
        heading=f"Call this {notice_or_letter(found)} off?",
        button=f"Call the {notice_or_letter(found)} off",
        said=f"{found.name} called off. It can be presented again with another date, or discarded.",
        effects=[
            "It will not be sent to anyone. You can still read what was signed, marked as withdrawn, with the reason.",
            f"We will email {names_who_are_told(found)}.",
            "To give it later, it has to be dated and signed again.",
        ],
    )


@require_http_methods(ANY)
@signed_in(KEEPERS)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, the checklist, the day and what follows from it, the letter as it will go; then present it."""
    found, on = kept_by(request, pk, DISCUSSIONS), clock.today()
    if not found.is_writable:
        messages.warning(request, f"This letter cannot be presented now: {found.get_status_display().lower()}.")
        return redirect(found)
    form = PresentForm(
        posted(request),
        initial={"dated": _day_to_offer(found, on)},
        school=found.case.school,
        # Not when checks are ticked: the step that sends asks about the day.
        asks=request.POST.get("act") == "present",
    )
    sentence, warned = "", ""
    if request.method == "POST":
        sentence = _tick_off(request, found)
        whole, presents = form.is_valid(), request.POST.get("act") == "present"
        if presents and whole and not sentence:
            try:
                return _present(request, found, form)
            except Denied as denied:
                if denied.code == "sure":
                    warned = denied.sentence
                elif denied.code == "dated_before":
                    refuse(form, "The letter cannot be dated in the past.", "dated")
                elif denied.code == "odd_day":
                    refuse(form, denied.sentence, "dated")
                elif denied.code == "no_plan_reason":
                    refuse(form, denied.sentence, "plan_reason")
                elif denied.code != "incomplete":
                    sentence = denied.sentence
        elif not presents and not sentence and whole:
            messages.success(request, "Checks saved.")
        found = kept_by(request, pk, DISCUSSIONS)
    dated = (form.cleaned_data.get("dated") if form.is_bound and form.is_valid() else None) or _day_to_offer(found, on)
    timing, no_calendar = timing_or_refusal(found, dated)
    lacks = [*missing(found), *(lacking_of(found, dated) if found.kind_of.power and found.powers else ())]
    context = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "form": form,
        "notice_or_letter": notice_or_letter(found),
        "signatory": title_of_signatory(found),
        "sentence": sentence or no_calendar,
        "warned": warned,
        **asked_on_page(found, dated, acts=form.is_bound),
        "lacks": missing_links(found, lacks),
        "tried": request.POST.get("act") == "present",
        "checks": checks_of(found),
        "rests": withdrawn_under(found),
        "signers": signers(found, on),
        "dated": dated,
        "days": days_printed(found, timing),
        "to": found.recipients.all(),
        "body": preview(found, timing, ("", title_of_signatory(found))),
    }
    return render(request, "notices/letter_check.html", context)


def _tick_off(request: HttpRequest, found: CaseLetter) -> str:
    """Take up what was ticked and unticked since the page was read. Gives the sentence of a refusal."""
    ticked, were = set(request.POST.getlist("check")), set(request.POST.getlist("was"))
    how: dict[str, Any] = {"by": actor(request), "on": clock.today()}
    try:
        for check_id in sorted(ticked - were):
            actions.tick(found, check_id, version=number(request, "version"), **how)
        for check_id in sorted(were - ticked):
            actions.untick(found, check_id, **how)
    except Denied as denied:
        return denied.sentence
    return ""


def _present(request: HttpRequest, found: CaseLetter, form: PresentForm) -> HttpResponse:
    dated = form.cleaned_data["dated"]
    done = signing.present(
        found,
        dated=dated,
        by=actor(request),
        on=clock.today(),
        version=number(request, "version"),
        sure=request.POST.get("sure", ""),
        # The form is valid, so what was asked beside the day has been confirmed.
        day_sure=" ".join(asked_beside(form["dated"])),
        plan_reason=form.cleaned_data["plan_reason"],
    )
    title = title_of_signatory(done)
    messages.success(
        request,
        f"{done.name} presented to the {title}, to be given on {weekday_in_words(dated)}. We will email you the "
        "outcome.",
    )
    return redirect(done)


def _day_to_offer(found: CaseLetter, on: date) -> date:
    """The day that was chosen before, where it is still to come; else the next working day."""
    if found.dated and found.dated >= on:
        return found.dated
    with suppress(CalendarIncomplete):
        return recorded_calendar().next_working_day(on)
    return on


@require_POST
@signed_in(KEEPERS)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = kept_by(request, pk)
    try:
        signing.take_back(found, by=actor(request), on=clock.today())
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect(found)
    messages.success(request, "Letter taken back. Change it, then present it again.")
    return redirect("case_letter_write", pk=found.pk)
