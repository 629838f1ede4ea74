"""Read the decision pack, sign a letter or return it, call it off, prove that it was given, withdraw it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in, standing
from sil.clock import in_words
from sil.letters.models import Delivery, Method, Recipient
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied, can

from ..actions import giving, signing
from ..forms.letters import ReasonForm, ReturnForm, ServeForm
from ..models import CaseLetter
from ..permissions import check_call_off, check_sign, check_withdraw, may_sign
from ..queries_letters import chronology
from ..shown_letters import checks_of, days_printed, effects_of, names_who_are_told, noun
from ..states import LetterState
from .letters import ANY, DISCUSSIONS, KEEPERS, end, found_for, kept_by, preview

SIGNERS = "whoever may sign the letter, and did not write in it"
# What changed under a signatory's eyes: they are led to where it stands now.
_GONE_ON = frozenset({"wrong_state", "own_letter", "not_the_signatory"})


@require_http_methods(ANY)
@signed_in(SIGNERS)
def pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that somebody reads before they sign a letter, in the order a careful person does."""
    found, on = found_for(request, pk, DISCUSSIONS), clock.today()
    if found.status == LetterState.PRESENTED and not may_sign(found, standing(request)):
        raise Http404
    if found.status != LetterState.PRESENTED and request.method != "POST":
        messages.warning(request, _no_more(found))
        return redirect(found)
    form, sentence, warned = ReturnForm(posted(request) if _returns(request) else None), "", ""
    if request.method == "POST" and (not _returns(request) or form.is_valid()):
        try:
            return _decide(request, found, form)
        except Denied as denied:
            found = found_for(request, pk, DISCUSSIONS)
            if denied.code in _GONE_ON:
                messages.warning(request, denied.sentence if denied.code != "wrong_state" else _no_more(found))
                return redirect(found)
            sentence, warned = ("", denied.sentence) if denied.code == "sure" else (denied.sentence, "")
    return render(
        request,
        "notices/letter_pack.html",
        _pack_of(request, found, on) | {"form": form, "sentence": sentence, "warned": warned},
        status=409 if sentence else 200,
    )


def _returns(request: HttpRequest) -> bool:
    return request.POST.get("act") == "return"


def _decide(request: HttpRequest, found: CaseLetter, form: ReturnForm) -> HttpResponse:
    by, on = actor(request), clock.today()
    told = names_who_are_told(found)
    if _returns(request):
        signing.return_letter(found, text=form.cleaned_data["text"], by=by, on=on)
        messages.success(request, f"{found.name} returned with your comments. We have emailed {told}.")
        return redirect(found)
    signed = signing.sign(found, by=by, on=on, version=number(request, "version"), sure=request.POST.get("sure", ""))
    messages.success(
        request, f"{found.name} signed. {_what_now(signed.dated, giving.served_on(found_for(request, found.pk)))}"
    )
    return redirect(found)


def _what_now(dated: date, to: Recipient | None) -> str:
    if to is None or to.method == Method.EMAIL:
        return f"It will be emailed automatically on {in_words(dated)}."
    how = "handed over" if to.method == Method.HAND else "posted"
    return f"It has to be {how} on {in_words(dated)}. We have asked the officers of the case to do this."


def _no_more(found: CaseLetter) -> str:
    """Why there is nothing left to sign, and by whom it was done."""
    if found.letter and found.status in (LetterState.SIGNED, LetterState.GIVEN):
        at = clock.local(found.letter.signed_at)
        name = found.letter.signed_by.name
        return f"{name} signed this on {in_words(at.date())} at {at:%H:%M}. You do not need to do anything."
    return f"This letter is no longer waiting for a signature: {found.get_status_display().lower()}."


def _pack_of(request: HttpRequest, found: CaseLetter, on: date) -> dict[str, Any]:
    who = standing(request)
    assert found.dated is not None, "it was presented for a day"
    signed_as = check_sign(found, by=actor(request), on=on)
    try:
        timing, barred = signing.timed(found, found.dated), ""
    except Denied as denied:
        timing, barred = None, denied.sentence
    if found.dated < on:
        barred = (
            f"It was to be given on {in_words(found.dated)}, which has passed. Return it so that it gets a new date."
        )
    return {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "noun": noun(found),
        "in_role": f"f{signed_as[1:]}" if signed_as.startswith("For ") else f"as {signed_as}",
        "barred": barred,
        "body": preview(found, timing, (who.user.name, signed_as)),
        "days": days_printed(found, timing),
        "effects": effects_of(found),
        "told": names_who_are_told(found),
        "evidence": found.case.evidence.filter(removed_on__isnull=True),
        "discussions": found.case.discussions.all(),
        "chronology": chronology(found.case, who),
        "checks": checks_of(found),
        "to": list(found.recipients.all()),
        "remarks": found.remarks.all(),
    }


@require_http_methods(ANY)
@signed_in("officers who may read the case, and whoever signs such letters")
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
        signing.lapse,
        allowed=found.status == LetterState.SIGNED,
        heading=f"Call this {noun(found)} off?",
        button=f"Call the {noun(found)} off",
        said=f"{found.name} called off. It can be presented again with another date, or discarded.",
        effects=[
            "It will not be sent to anyone. You can still read what was signed, marked as withdrawn, with the reason.",
            f"We will email {names_who_are_told(found)}.",
            "To give it later, it has to be dated and signed again.",
        ],
    )


@require_http_methods(ANY)
@signed_in("whoever signs such letters")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a letter that was given counts no more."""
    found = found_for(request, pk)
    if not can(check_withdraw)(found, by=actor(request), on=clock.today()):
        raise Http404
    form = ReasonForm(
        posted(request),
        label="Why is it withdrawn?",
        hint="Everyone who has the letter will read this reason.",
        missing="Say why it is withdrawn.",
    )
    try:
        effects = _of_withdrawal(found)
    except Denied as denied:
        messages.warning(request, f"It cannot be withdrawn now. {denied.sentence}")
        return redirect(found)
    return end(
        request,
        found,
        form,
        giving.withdraw,
        allowed=found.status == LetterState.GIVEN,
        heading=f"Withdraw this {noun(found)}?",
        button=f"Withdraw the {noun(found)}",
        said=f"{found.name} withdrawn. We have emailed everyone who has it and has an email address.",
        effects=effects,
    )


def _of_withdrawal(found: CaseLetter) -> list[str]:
    """What a withdrawal does, in sentences. Raises Denied where the case cannot go back."""
    target = giving.back_to(found) if found.status == LetterState.GIVEN else None
    effects = ["The letter can still be read as it was, marked as withdrawn, with the reason."]
    for each in found.letter.recipients.select_related("delivery") if found.letter else ():
        if getattr(each, "delivery", None) is None:
            effects.append(f"{each} has not had it yet, and will not be sent anything.")
        elif each.email:
            effects.append(f"We will email {each}.")
        else:
            effects.append(f"{each} has no email address on the letter. You need to write to them.")
    if target is None:
        effects.append("The case stays at the same step.")
    else:
        effects.append(f"The case goes back to the step before: {target.label}.")
    if found.kind_of.notice:
        effects.append("Its compliance period ends without having been met, and no further step can be based on it.")
    if found.kind_of.statutory:
        effects.append("The action plan that it asked for is no longer required.")
    return effects


@require_http_methods(ANY)
@signed_in(KEEPERS)
def serve(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    """Record that a letter was handed over or posted to one of those it goes to, with the proof."""
    found, on = kept_by(request, pk), clock.today()
    if found.letter is None:
        raise Http404
    to = get_object_or_404(found.letter.recipients.exclude(method=Method.EMAIL), pk=recipient)
    by_hand = to.method == Method.HAND
    is_first = giving.served_on(found) == to and found.status == LetterState.SIGNED
    form = ServeForm(
        posted(request),
        request.FILES or None,
        by_hand=by_hand,
        initial={"done_on": found.dated if is_first and found.dated and found.dated <= on else on},
    )
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            delivery = giving.record_service(found, to, by=actor(request), on=on, **form.cleaned_data)
        except Denied as denied:
            if field := _BESIDE.get(denied.code):
                refuse(form, denied.sentence, field)
            else:
                sentence = denied.sentence
        else:
            messages.success(request, _served(found, to, delivery, is_first=is_first))
            return redirect(found)
    context = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "recipient": to,
        "by_hand": by_hand,
        "is_first": is_first,
        "form": form,
        "sentence": sentence,
        "recorded": Delivery.objects.filter(recipient=to).first(),
    }
    return render(request, "notices/letter_serve.html", context, status=409 if sentence else 200)


_BESIDE = {"to_come": "done_on", "another_day": "done_on", "no_proof": "proof"}


def _served(found: CaseLetter, to: Recipient, delivery: Delivery, *, is_first: bool) -> str:
    if not is_first:
        return f"The copy to {to.name} has been recorded."
    return f"{found.name} given. Service on {to.name} has been recorded. {delivery.rule}"
