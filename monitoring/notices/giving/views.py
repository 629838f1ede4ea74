"""Read where a letter stands, prove that it was given, withdraw it."""

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.clock import in_words
from sil.dates.calendars import MEDIA_TYPE
from sil.letters.models import Delivery, Method, Recipient
from sil.submissions.once import once
from sil.uploads.downloads import disposition
from sil.uploads.responses import warn_of_unreadable
from sil.web.forms import posted, refuse
from sil.workflow import Denied, can
from sil.workflow.corrections import Effects

from ..case.resting import resting_on
from ..letters.forms import ReasonForm
from ..letters.page import notice_or_letter
from ..letters.recipients import served_on
from ..letters.views import ANY, KEEPERS, READERS, end, found_for, kept_by
from ..models import CaseLetter
from ..signing.page import HOW
from ..signing.permissions import check_withdraw
from ..states import LetterState
from . import actions
from .forms import ProofForm, ServeForm
from .meetings import file_for, invited, sent_with
from .page import is_owed, page_of
from .proof import DONE, correct_proof, proof_of


@require_http_methods(ANY)
@signed_in("those who sign such letters")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a letter that was given."""
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
        actions.withdraw,
        allowed=found.status == LetterState.GIVEN,
        heading=f"Withdraw this {notice_or_letter(found)}?",
        button=f"Withdraw the {notice_or_letter(found)}",
        said=f"{found.name} withdrawn. The letter of withdrawal is signed.",
        effects=effects,
    )


def _of_withdrawal(found: CaseLetter) -> list[str]:
    """What a withdrawal does, in sentences. Raises Denied where the case has ended."""
    target = actions.state_after_withdrawal(found, clock.today()) if found.status == LetterState.GIVEN else None
    effects = [
        "A letter of withdrawal is made with your reason and signed by you. It goes to everybody whom this "
        f"{notice_or_letter(found)} was for.",
        *(
            f"It goes to {each}, {HOW[Method(each.method)]}."
            for each in (found.letter.recipients.all() if found.letter else ())
        ),
        f"The {notice_or_letter(found)} can still be read as it was, marked as withdrawn, with the reason.",
    ]
    effects += [
        f"{each.name} of {in_words(each.given_on)} rests on it. It stays as it is and is marked."
        for each in resting_on(found)
        if each.given_on
    ]
    if target is None:
        effects.append("The case stays at the same step.")
    else:
        effects.append(f"The case goes back to the step before: {target.label}.")
    if sent_with(found):
        effects.append("The meeting is taken out of the calendar of those invited.")
    if found.kind_of.notice:
        effects.append("Its compliance period ends without having been met, and no further step can be based on it.")
    if found.plan_ends_on:
        effects.append("The action plan that it asked for is no longer required.")
    return effects


@require_http_methods(ANY)
@signed_in(KEEPERS)
@once
def serve(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    """Record that a letter was handed over or posted to one of those it goes to, with the proof."""
    found, on = kept_by(request, pk), clock.today()
    if found.letter is None:
        raise Http404
    to = get_object_or_404(found.letter.recipients.select_related("letter"), pk=recipient)
    by_email = to.method == Method.EMAIL
    if by_email and not is_owed(found, to):
        raise Http404
    method = None if by_email else to.method
    is_first = served_on(found) == to and found.status == LetterState.SIGNED
    form = ServeForm(
        posted(request),
        request.FILES or None,
        method=method,
        initial={"done_on": found.dated if is_first and found.dated and found.dated <= on else on},
    )
    sentence = warned = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            delivery = actions.record_service(
                found,
                to,
                done_on=typed["done_on"],
                proof=form.said(),
                document=typed["document"],
                method=typed.get("method", ""),
                sure=request.POST.get("sure", ""),
                by=actor(request),
                on=on,
            )
        except Denied as denied:
            if denied.code == "sure":
                warned = denied.sentence
            elif field := _BESIDE.get(denied.code):
                refuse(form, denied.sentence, field)
            else:
                sentence = denied.sentence
        else:
            messages.success(request, _served(found, to, delivery, is_first=is_first))
            warn_of_unreadable(request, form.cleaned_data["document"])
            return redirect(found)
    context = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "recipient": to,
        "done": DONE[Method(method)] if method else "handed over or posted",
        "is_first": is_first,
        "form": form,
        "sentence": sentence,
        "warned": warned,
        "recorded": Delivery.objects.filter(recipient=to).first(),
    }
    return render(request, "notices/letter_serve.html", context, status=409 if sentence else 200)


@require_http_methods(ANY)
@signed_in(KEEPERS)
@once
def correct(request: HttpRequest, pk: int, recipient: int) -> HttpResponse:
    """Put the proof of a delivery right, or add a document that came later."""
    found = kept_by(request, pk)
    recorded = Delivery.objects.select_related("recipient").filter(recorded_by__isnull=False)
    delivery = get_object_or_404(recorded, recipient=recipient, recipient__letter=found.letter_id or 0)
    held = proof_of(delivery.corrections.first() or delivery)
    form = ProofForm(
        posted(request),
        request.FILES or None,
        method=delivery.method,
        initial=asdict(held) | {"proof": held.note},
    )
    warned = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            correct_proof(
                found,
                delivery,
                proof=form.said(),
                reason=typed["reason"],
                document=typed["document"],
                sure=request.POST.get("sure", ""),
                by=actor(request),
                on=clock.today(),
            )
        except Denied as denied:
            if denied.code == "sure":
                warned = denied.sentence
            else:
                refuse(form, denied.sentence, _BESIDE.get(denied.code))
        else:
            messages.success(request, "The proof has been corrected. What was recorded before is kept.")
            warn_of_unreadable(request, form.cleaned_data["document"])
            return redirect(found)
    context = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "recipient": delivery.recipient,
        "form": form,
        "warned": warned,
        "effects": Effects(
            changes=(
                "The proof says what you enter here. A document that you add is shown with it.",
                "The day on which the letter was given, and its periods, do not change.",
            ),
            stays=("What was recorded before stays on record, with the name and the day.",),
        ),
    }
    return render(request, "notices/letter_proof.html", context)


_BESIDE = {
    "to_come": "done_on",
    "another_day": "done_on",
    "no_taker": "taken_by",
    "no_place": "place",
    "no_receipt": "receipt",
    "by_email": "method",
    "no_change": "proof",
}


def _served(found: CaseLetter, to: Recipient, delivery: Delivery, *, is_first: bool) -> str:
    if not is_first:
        return f"The copy to {to.name} has been recorded."
    return f"{found.name} given. Service on {to.name} has been recorded. {delivery.rule}"


@require_safe
@signed_in(READERS)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "notices/letter.html", page_of(found_for(request, pk), user_roles(request)))


@require_safe
@signed_in("those whom the invitation invites and its signatory, once it is given")
@never_cache
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting that an invitation offers, as a file for a calendar."""
    who = user_roles(request)
    found = get_object_or_404(CaseLetter.objects.select_related("letter"), pk=pk, letter__in=invited(who))
    content = file_for(found, who)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = disposition("meeting.ics")
    return response
