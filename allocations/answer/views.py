"""Pages of the headteacher: agree, disagree step by step, accept a decision or refer it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.framework.schema import plain
from sil.submissions.once import once
from sil.web.forms import Typed, number, posted, refuse
from sil.web.shown.read import Read
from sil.workflow import Denied

from ..allocation.permissions import check_answer
from ..allocation.policies import check_choice, row_for
from ..allocation.queries import for_page, last_position, next_working_day_after, readable, settlement_of
from ..allocation.support import support_of
from ..draft.actions import Writing, check_may_write
from ..draft.queries import draft_of
from ..draft.views import PositionEditor, after_saving, names_of_others, turned_away, words_of, writing_of
from ..evidence.views import facts_and_evidence
from ..grid.forms import GridForm, criteria_of, initial_of, input_of, marks_of
from ..models import Allocation, Draft, Position, Settlement
from ..position.queries import documents_of
from ..states import Party
from . import actions as answers
from .forms import AgreeForm, BandStep, CriteriaStep, ReasonsStep, ReferForm, TakeBackForm


@dataclass(frozen=True, kw_only=True)
class Yes:
    """One way in which a school says yes: what the page calls it, and the party whose position it is about."""

    act: Callable[..., Settlement]
    action: str
    party: Party
    verb: str
    done: str


AGREE = Yes(act=answers.agree, action="agree", party=Party.SIP, verb="Agree", done="You agreed {band}.")
ACCEPT = Yes(act=answers.accept, action="accept", party=Party.OFFICER, verb="Accept", done="You accepted {band}.")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_AGREE)
@once
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is agreed and what follows, and agree the proposal."""
    return _say_yes(request, pk, AGREE)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_AGREE)
@once
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what is accepted and what follows, and accept the decision."""
    return _say_yes(request, pk, ACCEPT)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_AGREE)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what follows when an agreement is taken back, and take it back."""
    found = _mine(pk, request)
    who: dict[str, Any] = {"by": actor(request), "on": clock.today()}
    try:
        answers.check_may_take_back(found, **who)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect("allocation", pk=pk)
    form = TakeBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            answers.take_back(found, **who, reason=form.cleaned_data["comment"])
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, "You took back the agreement. The allocation is open again.")
            return redirect("allocation", pk=pk)
    context = {"allocation": found, "form": form, "settlement": settlement_of(found)}
    return render(request, "allocations/take_back.html", context)


@dataclass(frozen=True)
class Step:
    """One page of a disagreement: its question, its form and how its answer enters the draft."""

    slug: str
    title: str
    form: Callable[[HttpRequest, Allocation, Draft | None, bool], Typed]
    writing: Callable[[Writing, Typed], Writing]


def _band_form(request: HttpRequest, found: Allocation, draft: Draft | None, complete: bool) -> Typed:
    proposed = found.proposal.band if found.proposal else ""
    initial = initial_of(found.framework, draft)
    return BandStep(posted(request), framework=found.framework, proposed=proposed, complete=complete, initial=initial)


def _reasons_form(request: HttpRequest, found: Allocation, draft: Draft | None, complete: bool) -> Typed:
    return ReasonsStep(posted(request), complete=complete, initial=initial_of(found.framework, draft))


def _criteria_form(request: HttpRequest, found: Allocation, draft: Draft | None, complete: bool) -> Typed:
    return CriteriaStep(posted(request), criteria=found.criteria, initial=initial_of(found.framework, draft))


def _marks_form(request: HttpRequest, found: Allocation, draft: Draft | None, complete: bool) -> Typed:
    wanted = criteria_of(found.framework, list(draft.marks) if draft else [])
    return GridForm(
        posted(request),
        framework=found.framework,
        criteria=wanted,
        complete=complete,
        initial=initial_of(found.framework, draft),
    )


def _with_ticked(writing: Writing, form: Typed) -> Writing:
    """A row that was ticked before keeps what was written about it."""
    ticked = form.ticked("criteria")
    return replace(writing, marks={criterion: writing.marks.get(criterion, {}) for criterion in ticked})


def _with_marks(writing: Writing, form: Typed) -> Writing:
    assert isinstance(form, GridForm), "the step of the marks has the grid"
    return replace(writing, marks={**writing.marks, **form.marks()})


STEPS = (
    Step("band", "The band", _band_form, lambda w, f: replace(w, band=f.typed("band"))),
    Step("reasons", "The reasons", _reasons_form, lambda w, f: replace(w, reasons=f.typed("reasons"))),
    Step("criteria", "The criteria", _criteria_form, _with_ticked),
    Step("marks", "Your marks", _marks_form, _with_marks),
)
_BY_SLUG = {step.slug: step for step in STEPS}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_AGREE)
def disagree(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One step: save what was typed and go to the next question."""
    found = _mine(pk, request)
    if slug not in _BY_SLUG:
        raise Http404
    step = _BY_SLUG[slug]
    # One answer is changed from the page that shows them all, and leads back there.
    changes = request.GET.get("from") == "check"
    editor = PositionEditor(request, found, Party.SCHOOL)
    going_on = request.method == "POST" and not editor.is_autosave
    form = step.form(request, found, editor.draft, going_on)
    whole = form.is_valid()
    writing = step.writing(writing_of(editor.draft), form) if form.is_bound else writing_of(editor.draft)
    if (sentence := _refusal(request, found, "disagree")) is not None:
        return turned_away(request, found, sentence, writing)
    if request.method == "POST":
        saved = editor.store(writing)
        if editor.is_autosave:
            return editor.answer()
        if saved and whole:
            return redirect(_next(found, step, editor.draft, changes=changes))
    context = {
        "allocation": found,
        "proposal": found.proposal,
        "step": step,
        "back": _check_page(found) if changes else _before(found, step, editor.draft),
        "form": form,
        "editor": editor,
        "shared_with": names_of_others(found, Party.SCHOOL, request),
        **facts_and_evidence(request, found, Party.SCHOOL),
    }
    return render(request, f"allocations/disagree/{slug}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_AGREE)
@once
def check_disagreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will be sent to the Principal Officer, and send it."""
    found = _mine(pk, request)
    draft = draft_of(found, Party.SCHOOL)
    if (sentence := _refusal(request, found, "disagree")) is not None:
        return turned_away(request, found, sentence, writing_of(draft))
    if draft is None:
        return redirect("allocation_disagree", pk=pk)
    choice, sentence = input_of(found.framework, draft), ""
    assert found.proposal is not None, "a school disagrees with a proposal"
    shown = {"Proposed": f"{found.proposal.chosen.name}, version {found.proposal.number}", **words_of(found, draft)}
    read = Read(request, shown)
    try:
        check_choice(found.framework, band=choice.band, reasons=choice.reasons)
        if request.method == "POST":
            read.require_same()
            position = number(request, "position")
            answers.disagree(found, by=actor(request), on=clock.today(), position_id=position, choice=choice)
            title = found.framework.title("principal_officer")
            messages.success(
                request, f"The {title} has your case and will decide. We will email you a letter with the decision."
            )
            return redirect("allocation", pk=pk)
    except Denied as denied:
        sentence = denied.sentence
    names = found.framework.names
    context = {
        "allocation": found,
        "proposal": found.proposal,
        "choice": choice,
        "band": names([choice.band]) if choice.band else "",
        "rows": [(c, names(m.bands), m) for c in found.framework.criteria if (m := choice.marks.get(c.id))],
        "unmarked": [c for c in criteria_of(found.framework, list(draft.marks)) if c.id not in choice.marks],
        "documents": documents_of(draft),
        "read": read,
        "saved": draft,
        "sentence": sentence,
        **facts_and_evidence(request, found, Party.SCHOOL),
    }
    return render(request, "allocations/disagree/check.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_AGREE)
def refer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a referral, save it and send it to the Director."""
    found = _mine(pk, request)
    editor = PositionEditor(request, found, Party.SCHOOL)
    before = last_position(found, Party.SCHOOL)
    going_on = request.POST.get("act") == "refer"
    held = _held(found)
    form = ReferForm(
        posted(request),
        framework=found.framework,
        decided=held.band if held else "",
        complete=going_on,
        initial=_initial(found, editor.draft, before),
    )
    whole = form.is_valid()
    writing = _referral(found, form, before) if form.is_bound else writing_of(editor.draft)
    if (sentence := _refusal(request, found, "refer")) is not None:
        return turned_away(request, found, sentence, writing)
    if request.method == "POST":
        saved = editor.store(writing)
        if editor.is_autosave:
            return editor.answer()
        if saved and whole and going_on:
            return _put_referral(request, found, editor.draft)
        if saved and not going_on:
            messages.success(request, after_saving(found, Party.SCHOOL, request))
            return redirect("allocation_refer", pk=pk)
    context = {"allocation": found, "form": form, "editor": editor, "held": held}
    context["shared_with"] = names_of_others(found, Party.SCHOOL, request)
    return render(request, "allocations/refer.html", context)


def _initial(found: Allocation, draft: Draft | None, before: Position | None) -> dict[str, Any]:
    """The band of before, and no reasons yet: the earlier ones go with it."""
    initial = initial_of(found.framework, draft or before)
    return initial if draft else initial | {"reasons": ""}


def _referral(found: Allocation, form: ReferForm, before: Position | None) -> Writing:
    """What was typed, with the marks of before."""
    return Writing(band=form.typed("band"), reasons=form.typed("reasons"), marks=marks_of(found.framework, before))


def _say_yes(request: HttpRequest, pk: int, yes: Yes) -> HttpResponse:
    found = _mine(pk, request)
    who: dict[str, Any] = {"by": actor(request), "on": clock.today()}
    try:
        row_for(found, yes.action)
        check_answer(found, **who)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect("allocation", pk=pk)
    position, form = last_position(found, yes.party), AgreeForm(posted(request))
    assert position is not None, "what is answered was put forward"
    support = support_of(found.framework, position.band, position.extra_days)
    read = Read(request, {"Band": support.band.name, "Days": plain(support.total), "Reasons": position.reasons})
    if request.method == "POST" and form.is_valid():
        try:
            read.require_same()
            yes.act(found, **who, position_id=number(request, "position"), **form.cleaned_data)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            said = yes.done.format(band=support.band.name)
            messages.success(request, f"{said} We will email the letter to you and the chair of governors.")
            return redirect("allocation", pk=pk)
    context = {
        "allocation": found,
        "verb": yes.verb,
        "position": position,
        "support": support,
        "form": form,
        "read": read,
        "draft": draft_of(found, Party.SCHOOL),
        "shared_with": names_of_others(found, Party.SCHOOL, request),
        "last_day": next_working_day_after(clock.today()),
    }
    return render(request, "allocations/agree.html", context)


def _put_referral(request: HttpRequest, found: Allocation, draft: Draft | None) -> HttpResponse:
    assert draft is not None, "it was saved"
    try:
        answers.refer(
            found,
            by=actor(request),
            on=clock.today(),
            position_id=number(request, "position"),
            choice=input_of(found.framework, draft),
        )
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        title = found.framework.title("director_of_education")
        messages.success(
            request, f"The {title} has your case and will make the final decision. We will send you a letter."
        )
    return redirect("allocation", pk=found.pk)


def _mine(pk: int, request: HttpRequest) -> Allocation:
    return get_object_or_404(for_page(readable(user_roles(request)), documents=True), pk=pk)


def _refusal(request: HttpRequest, found: Allocation, action: str) -> str | None:
    """Why somebody cannot do this (any more)."""
    try:
        check_may_write(found, Party.SCHOOL, by=actor(request), on=clock.today(), action=action)
    except Denied as denied:
        return denied.sentence
    return None


def _held(found: Allocation) -> Position | None:
    """The band that is referred: a decision that waits, or what was confirmed without an answer."""
    settlement = settlement_of(found)
    return settlement.position if settlement else last_position(found, Party.OFFICER)


def _next(found: Allocation, step: Step, draft: Draft | None, *, changes: bool) -> str:
    rest = _steps_for(draft)
    place = rest.index(step) + 1
    # Rows that were ticked in a change are still to be marked.
    unmarked = step.slug == "criteria" and draft and not all(mark.get("reading") for mark in draft.marks.values())
    if place == len(rest) or (changes and not unmarked):
        return _check_page(found)
    return f"{_address(found, rest[place])}{'?from=check' if changes else ''}"


def _check_page(found: Allocation) -> str:
    return reverse("allocation_disagree_check", kwargs={"pk": found.pk})


def _before(found: Allocation, step: Step, draft: Draft | None) -> str:
    rest = _steps_for(draft)
    place = rest.index(step) if step in rest else 0
    return _address(found, rest[place - 1]) if place else found.get_absolute_url()


def _steps_for(draft: Draft | None) -> list[Step]:
    """Without a row that is seen differently there is none to mark."""
    return [step for step in STEPS if step.slug != "marks" or (draft and draft.marks)]


def _address(found: Allocation, step: Step) -> str:
    if step is STEPS[0]:
        return reverse("allocation_disagree", kwargs={"pk": found.pk})
    return reverse("allocation_disagree_step", kwargs={"pk": found.pk, "slug": step.slug})
