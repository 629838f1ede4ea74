"""Pages of whoever decides: both cases on one screen, then the letter before it is signed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.letters.views import body_of
from sil.submissions.once import once
from sil.web.forms import number, posted
from sil.web.shown.read import Read
from sil.workflow import Denied

from ..allocation.letters import preview
from ..allocation.permissions import check_decide, deciders
from ..allocation.policies import check_choice, check_waits_for_decision, row_for
from ..allocation.queries import (
    earlier,
    for_page,
    last_position,
    last_positions,
    planned_period,
    readable,
    with_deadline,
    with_lead,
)
from ..allocation.support import support_of
from ..draft.actions import Writing, check_may_write
from ..draft.queries import draft_of
from ..draft.views import PositionEditor, after_saving, names_of_others, turned_away, words_of, writing_of
from ..evidence.views import facts_and_evidence
from ..grid.forms import criteria_of, initial_of, input_of
from ..grid.queries import compare
from ..models import Allocation, Draft, Position
from ..position.queries import documents_of
from ..states import Party
from . import actions as decisions
from .forms import DecisionForm
from .precedent import disagreements, similar

ACTS = {Party.OFFICER: "decide", Party.DIRECTOR: "determine"}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_DECIDE, Permission.ALLOCATION_DETERMINE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Show both cases side by side with what is known and how similar cases ended, and save the decision."""
    found = get_object_or_404(with_lead(with_deadline(for_page(readable(user_roles(request)))), clock.today()), pk=pk)
    if (sentence := _refusal(request, found)) is not None:
        return turned_away(request, found, sentence, _written(request, found))
    party, framework = check_waits_for_decision(found), found.framework
    editor = PositionEditor(request, found, party)
    cases = {position.party: position for position in last_positions(found)}
    disputed = criteria_of(framework, [mark.criterion for mark in cases[Party.SCHOOL].marks.all()])
    going_on = request.POST.get("act") == "check"
    form = DecisionForm(
        posted(request),
        framework=framework,
        criteria=disputed,
        complete=going_on,
        initial=initial_of(framework, editor.draft),
    )
    if request.method == "POST":
        whole = form.is_valid()
        saved = editor.store(form.writing(cases[Party.SIP].extra_days))
        if editor.is_autosave:
            return editor.answer()
        if saved and whole and going_on:
            return redirect("allocation_decide_check", pk=pk)
        if saved and not going_on:
            messages.success(request, after_saving(found, party, request))
            return redirect("allocation_decide", pk=pk)
    context = {
        "allocation": found,
        "act": ACTS[party],
        "form": form,
        "editor": editor,
        "cases": list(cases.values()),
        "grid": compare(framework, list(cases.values())),
        "similar": similar(found),
        "disagreements": disagreements(found),
        "earlier": earlier(found)[:3],
        "shared_with": names_of_others(found, party, request),
        "others": [person for person in deciders(found, party, clock.today()) if person != actor(request)],
        **facts_and_evidence(request, found, party),
    }
    return render(request, "allocations/decide.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_DECIDE, Permission.ALLOCATION_DETERMINE)
@once
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the letter as the school will read it, and sign it."""
    found = get_object_or_404(for_page(readable(user_roles(request))), pk=pk)
    if (sentence := _refusal(request, found)) is not None:
        return turned_away(request, found, sentence, _written(request, found))
    party, framework = check_waits_for_decision(found), found.framework
    draft = draft_of(found, party)
    if draft is None:
        return redirect("allocation_decide", pk=pk)
    choice, sentence = input_of(framework, draft), ""
    read = Read(request, words_of(found, draft))
    try:
        check_choice(framework, band=choice.band, reasons=choice.reasons)
        if request.method == "POST":
            read.require_same()
            act = getattr(decisions, ACTS[party])
            act(
                found,
                by=actor(request),
                on=clock.today(),
                position_id=number(request, "position"),
                choice=choice,
            )
            messages.success(request, _after(found, party, framework.band(choice.band).name))
            return redirect("allocation", pk=pk)
    except Denied as denied:
        sentence = denied.sentence
    context: dict[str, Any] = {
        "allocation": found,
        "act": ACTS[party],
        "choice": choice,
        "support": support_of(framework, choice.band, choice.extra_days) if choice.band else None,
        "school_case": last_position(found, Party.SCHOOL),
        "letter": _preview(request, found, party, draft) if choice.band else "",
        "documents": documents_of(draft),
        "read": read,
        "saved": draft,
        "sentence": sentence,
    }
    return render(request, "allocations/decide_check.html", context)


def _preview(request: HttpRequest, found: Allocation, party: Party, draft: Draft) -> str:
    """The letter that would be signed; the position it is about is not stored yet."""
    today = clock.today()
    position = Position(
        allocation=found,
        party=party,
        band=draft.band,
        reasons=draft.reasons,
        extra_days=draft.extra_days,
        taken_by=actor(request),
        taken_as=found.framework.title(check_decide(found, party, by=actor(request), on=today)),
        taken_on=today,
    )
    row = row_for(found, ACTS[party])
    return body_of(preview(row.letter, found, position, planned_period(found.framework, row, today), today))


def _refusal(request: HttpRequest, found: Allocation) -> str | None:
    """Why somebody cannot decide (any more)."""
    try:
        check_may_write(found, check_waits_for_decision(found), by=actor(request), on=clock.today())
    except Denied as denied:
        return denied.sentence
    return None


def _written(request: HttpRequest, found: Allocation) -> Writing:
    """What a person who comes too late had typed or saved."""
    mine = Draft.objects.filter(allocation=found, saved_by=actor(request))
    form = DecisionForm(posted(request), framework=found.framework)
    if "reasons" in request.POST:
        return form.writing(())
    return writing_of(mine.first())


def _after(found: Allocation, party: Party, band: str) -> str:
    if party == Party.DIRECTOR:
        return f"You determined {band}. We will email the letter to {found.school}."
    return f"You decided on {band}. We will email the letter to {found.school}, which can accept or refer the decision."
