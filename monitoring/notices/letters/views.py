"""Pages on which a letter of a case is started, written and discarded."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, signed_in, user_roles
from sil.drafts import Content
from sil.submissions.once import once
from sil.web.drafts import DraftEditor, Words
from sil.web.forms import posted
from sil.workflow import Denied

from ..case.in_use import powers_in_use
from ..case.permissions import may_change
from ..case.queries import readable
from ..kinds import KINDS
from ..models import Case, CaseLetter, Discussion
from ..states import LetterState
from ..transitions import GIVES
from . import actions
from .actions import Writing
from .actions import save as save_letter
from .early import is_early, parts_of
from .forms import MOST_ROWS, LetterForm, ReasonForm, WhichPowerForm, initial_of, rows_of
from .page import in_words_of, notice_or_letter, timing_or_refusal, title_of_signatory
from .policies import check_step
from .queries import readable_letters, whole
from .recipients import recipients_of

ANY = ["GET", "HEAD", "POST"]
READERS = "officers and directors who may read the case"
KEEPERS = "officers who may read the case"
# What an act that reads the letter again says of it.
_TOLD = {"prepared_by": "name", "case__owner": "name", "case__framework_version": "sha256"}
# What a letter says of the discussion before it.
DISCUSSIONS = Prefetch("case__discussions", Discussion.objects.select_related("director"))


def found_for(request: HttpRequest, pk: int, *also: Any) -> CaseLetter:
    """A letter of a case that the person may read; 404 for anybody else. `also` is read with it."""
    return get_object_or_404(whole(user_roles(request), *also), pk=pk)


def found_briefly(request: HttpRequest, pk: int) -> CaseLetter:
    """The same as far as an act that reads the letter again says of it: its name, its state and who is told."""
    there = readable_letters(user_roles(request)).select_related(None).select_related(*_TOLD)
    return get_object_or_404(
        there.only("kind", "status", "case", *(f"{path}__{of}" for path, of in _TOLD.items())), pk=pk
    )


def kept_by(request: HttpRequest, pk: int, *also: Any) -> CaseLetter:
    """The same for somebody who prepares the letters of the case."""
    found = found_for(request, pk, *also)
    if not may_change(found.case, user_roles(request)):
        raise Http404
    return found


class LetterEditor(DraftEditor[CaseLetter, Writing]):
    """The editor of a letter of a case."""

    def __init__(self, request: HttpRequest, found: CaseLetter) -> None:
        self.letter, self.called = found, found.name
        super().__init__(request, found, found)

    def load(self) -> CaseLetter:
        return found_for(self.request, self.letter.pk)

    def holds(self, draft: CaseLetter) -> Content:
        return actions.content_of(draft)

    def write(self, written: Writing, *, version: int, over: bool) -> CaseLetter:
        by, on = actor(self.request), clock.today()
        return save_letter(self.letter, by=by, on=on, writing=written, version=version, over=over)

    def in_words(self, content: Content) -> Words:
        return in_words_of(self.letter, content)


@require_http_methods(ANY)
@signed_in(KEEPERS)
@once
def prepare(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What the letter is, who signs it and to whom it goes, before it is begun."""
    case = get_object_or_404(readable(user_roles(request)), pk=pk)
    if kind not in GIVES or not (case.rules and case.rules.has(kind)) or not may_change(case, user_roles(request)):
        raise Http404
    sentence, earlier = _not_now(case, kind), _to_copy(case, kind)
    form = _which_power(request, case, kind)
    if request.method == "POST" and form.is_valid():
        try:
            copy_from = earlier if request.POST.get("again") else None
            how: dict[str, Any] = {"by": actor(request), "on": clock.today(), "copy_from": copy_from}
            made = actions.prepare(case, kind=kind, ends=form.chosen, **how)
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
        "notice_or_letter": notice_or_letter(letter),
        "signatory": title_of_signatory(letter),
        "step": letter.step,
        "early": is_early(letter),
        "parts": parts_of(letter),
        "to": recipients_of(letter, clock.today(), {}),
        "again": earlier,
        "form": form,
        "sentence": sentence,
    }
    status = 409 if sentence and request.method == "POST" else 200
    return render(request, "notices/letter_prepare.html", context, status=status)


def _which_power(request: HttpRequest, case: Case, kind: str) -> WhichPowerForm:
    """The question which power is to end, where the letter ends one and several are in use."""
    in_use = powers_in_use(clock.today()).filter(case=case) if KINDS[kind].ends_power else ()
    return WhichPowerForm(posted(request), powers=list(in_use), initial={"power": request.GET.get("power", "")})


def _not_now(case: Case, kind: str) -> str:
    """Why a letter of this kind is not the next step, or nothing."""
    try:
        check_step(case, kind, clock.today())
        actions.check_alone(case)
    except Denied as denied:
        return denied.sentence
    return ""


def _to_copy(case: Case, kind: str) -> CaseLetter | None:
    """The last letter of this kind on the case, where it came to nothing."""
    last = case.letters.filter(kind=kind).order_by("-pk").first()
    return last if last and last.status in (LetterState.DISCARDED, LetterState.WITHDRAWN) else None


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
    editor = LetterEditor(request, found)
    if request.method == "POST":
        goes_on, writing = form.goes_on(sends=request.POST.get("act") == "go"), form.writing()
        try:
            saved = editor.store(writing)
        except Denied as denied:
            return editor.too_late(denied.sentence, writing)
        if editor.is_autosave:
            return editor.answer()
        if saved and goes_on:
            return _after_saving(request, found, rows)
    context = {
        "letter": found,
        "case": found.case,
        "school": found.case.school,
        "form": form,
        "editor": editor,
        "notice_or_letter": notice_or_letter(found),
        "evidence": found.case.evidence.filter(removed_on__isnull=True),
        "remarks": found.remarks.all() if found.status == LetterState.RETURNED else (),
        "example": timing_or_refusal(found, clock.today())[0],
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
        heading=f"Discard this {notice_or_letter(found)}?",
        button=f"Discard the {notice_or_letter(found)}",
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
    action: Callable[..., object],
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
