"""Prepare a letter about a concern: begin it, write it, check it off and present it; or read where it stands."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sil import clock
from sil.accounts.access import actor, signed_in, standing
from sil.clock import in_words
from sil.deadlines.rules import recorded_calendar
from sil.deadlines.working_days import CalendarIncomplete
from sil.letters.views import body_of
from sil.web import desk as desks
from sil.web.desk import answer, is_autosave
from sil.web.desk import save as save_typed
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied

from .. import letters as printed
from ..actions import letters as actions
from ..actions import signing
from ..actions.letters import save as save_letter
from ..contents import KINDS
from ..forms.letters import MOST_ROWS, LetterForm, PresentForm, ReasonForm, initial_of, rows_of
from ..models import Case, CaseLetter, Discussion
from ..permissions import may_keep, signers, step_of
from ..policies import Timing, check_step, missing, odd_day
from ..policies_powers import lacking_of
from ..queries import readable
from ..queries_letters import whole
from ..recipients import recipients_of
from ..shown_letters import (
    checks_of,
    days_printed,
    in_words_of,
    missing_links,
    noun,
    page_of,
    title_of_signatory,
)
from ..states import LetterState

ANY = ["GET", "HEAD", "POST"]
READERS = "officers and directors who may read the case"
KEEPERS = "officers who may read the case"
# What a letter says of the discussion before it.
DISCUSSIONS = Prefetch("case__discussions", Discussion.objects.select_related("director"))


def found_for(request: HttpRequest, pk: int, *also: Any) -> CaseLetter:
    """A letter of a case that the person may read; 404 for anybody else. `also` is read with it."""
    return get_object_or_404(whole(standing(request), *also), pk=pk)


def kept_by(request: HttpRequest, pk: int, *also: Any) -> CaseLetter:
    """The same for somebody who prepares the letters of the case."""
    found = found_for(request, pk, *also)
    if not may_keep(found.case, standing(request)):
        raise Http404
    return found


@require_http_methods(ANY)
@signed_in(KEEPERS)
def prepare(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What the letter is, who signs it and to whom it goes, before it is begun."""
    case = get_object_or_404(readable(standing(request)), pk=pk)
    if kind not in KINDS or not may_keep(case, standing(request)):
        raise Http404
    sentence, again = _not_now(case, kind), _to_repeat(case, kind)
    if request.method == "POST":
        try:
            from_words = again if request.POST.get("again") else None
            made = actions.prepare(case, kind=kind, by=actor(request), on=clock.today(), again=from_words)
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, f"{made.name} started. Write it, then check it and present it for signature.")
            return redirect("case_letter_write", pk=made.pk)
    letter = CaseLetter(case=case, kind=kind)
    context = {
        "case": case,
        "school": case.school,
        "letter": letter,
        "noun": noun(letter),
        "signatory": title_of_signatory(letter),
        "step": step_of(letter),
        "to": recipients_of(letter, clock.today(), {}),
        "again": again,
        "sentence": sentence,
    }
    status = 409 if sentence and request.method == "POST" else 200
    return render(request, "notices/letter_prepare.html", context, status=status)


def _not_now(case: Case, kind: str) -> str:
    """Why a letter of this kind is not the next step, or nothing."""
    try:
        check_step(case, kind, clock.today())
        actions.check_alone(case)
    except Denied as denied:
        return denied.sentence
    return ""


def _to_repeat(case: Case, kind: str) -> CaseLetter | None:
    """The last letter of this kind on the case, where it came to nothing."""
    last = case.letters.filter(kind=kind).order_by("-pk").first()
    return last if last and last.status in (LetterState.DISCARDED, LetterState.WITHDRAWN) else None


@require_safe
@signed_in(READERS)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "notices/letter.html", page_of(found_for(request, pk), standing(request)))


@require_http_methods(ANY)
@signed_in(KEEPERS)
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a letter and whom it goes to, saved as they are typed."""
    found = kept_by(request, pk)
    if not found.is_writable and request.method != "POST":
        messages.warning(request, f"This letter cannot be changed now: {found.get_status_display().lower()}.")
        return redirect(found)
    content = actions.content_of(found)
    offered = recipients_of(found, clock.today(), {}, with_optional=True)
    sent = sum(f"action-{n}-text" in request.POST for n in range(MOST_ROWS))
    rows = max(rows_of(len(content["actions"]), request.GET.get("rows", "")), sent)
    form = LetterForm(
        posted(request), letter=found, offered=offered, rows=rows, initial=initial_of(found, offered, content)
    )
    work = desks.desk_of(request, found, found.version, lambda text: in_words_of(found, text))
    if request.method == "POST":
        whole, writing = form.is_valid(), form.writing()
        try:
            saved = save_typed(
                request,
                work,
                lambda **how: save_letter(found, by=actor(request), on=clock.today(), writing=writing, **how),
                again=lambda: found_for(request, pk),
                holds=actions.content_of,
                typed=writing.content(),
            )
        except Denied as denied:
            typed = in_words_of(found, writing.content())
            return desks.too_late(request, found, found.name, denied.sentence, typed)
        if is_autosave(request):
            return answer(work, saved=saved)
        if saved and whole:
            return _after_saving(request, found, rows)
    context = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "form": form,
        "desk": work,
        "noun": noun(found),
        "evidence": found.case.evidence.filter(removed_on__isnull=True),
        "remarks": found.remarks.all() if found.status == LetterState.RETURNED else (),
        "example": _timed(found, clock.today())[0],
    }
    return render(request, "notices/letter_write.html", context)


def _after_saving(request: HttpRequest, found: CaseLetter, rows: int) -> HttpResponse:
    act = request.POST.get("act")
    if act == "more":
        here = redirect("case_letter_write", pk=found.pk)
        here["Location"] += f"?rows={rows + 1}#actions"
        return here
    if act == "go":
        return redirect("case_letter_check", pk=found.pk)
    messages.success(request, "Letter saved. Nobody outside the case can read it until it is signed and given.")
    return redirect("case_letter_write", pk=found.pk)


@require_http_methods(ANY)
@signed_in(KEEPERS)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is missing, the checklist, the day and what follows from it, the letter as it will go; then present it."""
    found, on = kept_by(request, pk, DISCUSSIONS), clock.today()
    if not found.is_writable:
        messages.warning(request, f"This letter cannot be presented now: {found.get_status_display().lower()}.")
        return redirect(found)
    form = PresentForm(posted(request), initial={"dated": _day_to_offer(found, on)})
    sentence, warned = "", ""
    if request.method == "POST":
        sentence = _tick_off(request, found)
        whole, presents = form.is_valid(), request.POST.get("act") == "present"
        if presents and whole and not sentence:
            try:
                return _present(request, found, form.cleaned_data["dated"])
            except Denied as denied:
                if denied.code == "sure":
                    warned = denied.sentence
                elif denied.code == "dated_before":
                    refuse(form, "The letter cannot be dated in the past.", "dated")
                elif denied.code != "incomplete":
                    sentence = denied.sentence
        elif not presents and not sentence and whole:
            messages.success(request, "Checks saved.")
        found = kept_by(request, pk, DISCUSSIONS)
    dated = (form.cleaned_data.get("dated") if form.is_bound and form.is_valid() else None) or _day_to_offer(found, on)
    timing, no_calendar = _timed(found, dated)
    lacks = [*missing(found), *(lacking_of(found, dated) if found.kind_of.power and found.powers else ())]
    context = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "form": form,
        "noun": noun(found),
        "signatory": title_of_signatory(found),
        "sentence": sentence or no_calendar,
        "warned": warned,
        "odd": odd_day(found, dated, clock.now(), recorded_calendar()) if form.is_bound else (),
        "lacks": missing_links(found, lacks),
        "tried": request.POST.get("act") == "present",
        "checks": checks_of(found),
        "signers": signers(found, on),
        "dated": dated,
        "days": days_printed(found, timing),
        "to": found.recipients.all(),
        "body": preview(found, timing, ("", title_of_signatory(found))),
    }
    return render(request, "notices/letter_check.html", context)


def preview(found: CaseLetter, timing: Timing | None, signatory: tuple[str, str]) -> SafeString | str:
    """The letter as it will go, to be read in a page; nothing where its dates cannot be counted."""
    return body_of(printed.preview(found, timing, signatory=signatory)) if timing else ""


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


def _present(request: HttpRequest, found: CaseLetter, dated: date) -> HttpResponse:
    done = signing.present(
        found,
        dated=dated,
        by=actor(request),
        on=clock.today(),
        version=number(request, "version"),
        sure=request.POST.get("sure", ""),
    )
    title = title_of_signatory(done)
    messages.success(
        request,
        f"{done.name} presented to the {title}, to be given on {in_words(dated)}. We will email you the outcome.",
    )
    return redirect(done)


def _day_to_offer(found: CaseLetter, on: date) -> date:
    """The day that was chosen before, where it is still to come; else the next working day."""
    if found.dated and found.dated >= on:
        return found.dated
    with suppress(CalendarIncomplete):
        return recorded_calendar().next_working_day(on)
    return on


def _timed(found: CaseLetter, dated: date) -> tuple[Timing | None, str]:
    try:
        return signing.timed(found, dated), ""
    except Denied as denied:
        return None, denied.sentence


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


@require_http_methods(ANY)
@signed_in(KEEPERS)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a letter that was not given."""
    found = kept_by(request, pk)
    form = ReasonForm(posted(request), label="Why? (optional)", hint="Kept in the history of the case.")
    return end(
        request,
        found,
        form,
        actions.discard,
        allowed=found.is_writable,
        heading=f"Discard this {noun(found)}?",
        button=f"Discard the {noun(found)}",
        said=f"{found.name} discarded. You can still read it. You can now prepare another letter.",
        effects=[
            "Nobody outside the case has seen it, and nobody will be told.",
            "It stays on the case, marked as discarded, and cannot be used again.",
            "You can then prepare another letter of this case, starting from this text if you like.",
        ],
    )


def end(
    request: HttpRequest,
    found: CaseLetter,
    form: ReasonForm,
    action: Callable[..., None],
    *,
    allowed: bool,
    said: str,
    **context: Any,
) -> HttpResponse:
    """A page that says what an end of a letter will do, and does it with the reason."""
    if not allowed:
        messages.warning(request, f"This cannot be done now: {found.get_status_display().lower()}.")
        return redirect(found)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            action(found, by=actor(request), on=clock.today(), reason=form.cleaned_data["reason"])
        except Denied as denied:
            sentence = denied.sentence
        else:
            messages.success(request, said)
            return redirect(found)
    context |= {"letter": found, "case": found.case, "school": found.case.school, "form": form, "sentence": sentence}
    return render(request, "notices/letter_end.html", context)
