"""Pages of the partner: mark the criteria and propose a band, or revise the proposal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.submissions.once import once
from sil.web.forms import posted
from sil.web.shown.read import Read
from sil.workflow import Denied

from ..allocation.policies import act_of_sip, check_choice, check_marked
from ..allocation.queries import for_page, last_position, readable
from ..allocation.support import support_of
from ..draft.actions import check_may_write
from ..draft.queries import draft_of
from ..draft.views import PositionEditor, after_saving, names_of_others, turned_away, words_of, writing_of
from ..evidence.views import facts_and_evidence
from ..grid.forms import initial_of, input_of
from ..grid.queries import tally
from ..models import Allocation, Position
from ..outliers.queries import of_allocation
from ..position.queries import documents_of
from ..states import Party
from . import actions as proposals
from .forms import ProposalForm
from .queries import LastYear, bands_before, last_year, next_after, remaining, taken_over, with_year_before

SENT_TO_CHECK = ("submit", "resubmit")


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_PROPOSE)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark the criteria and name a band with reasons. Every save keeps what was typed, complete or not."""
    found = get_object_or_404(with_year_before(for_page(readable(user_roles(request)))), pk=pk)
    editor = PositionEditor(request, found, Party.SIP)
    act, _, criterion = request.POST.get("act", "").partition(":")
    going_on = act == "check"
    form = ProposalForm(
        posted(request),
        framework=found.framework,
        criteria=found.criteria,
        complete=going_on,
        initial=initial_of(found.framework, editor.draft or last_position(found, Party.SIP)),
    )
    whole = form.is_valid()
    if (sentence := _refusal(request, found)) is not None:
        return turned_away(request, found, sentence, form.writing() if form.is_bound else None)
    if editor.is_autosave:
        editor.store(form.writing())
        return editor.answer()
    beside = facts_and_evidence(request, found, Party.SIP)
    held = bands_before(found)
    before = last_year(found, held, beside["about"])
    if request.method == "POST":
        written, taken = form.writing(), before if act == "before" else None
        saved = editor.store(taken_over(written, taken) if taken else written)
        if saved and act == "evidence":
            return redirect(_to_evidence(request, found, criterion))
        if saved and whole and going_on:
            return redirect("allocation_check", pk=pk)
        if saved and not going_on:
            messages.success(request, _after_taking_over(taken) if taken else after_saving(found, Party.SIP, request))
            return redirect("allocation_propose", pk=pk)
    context = {
        "allocation": found,
        "form": form,
        "editor": editor,
        "shared_with": names_of_others(found, Party.SIP, request),
        "earlier": [each.allocation for each in held if each.allocation_id != found.reviews_id][:3],
        "revising": not found.awaits_sip,
        "before": before,
        "remaining": [each for each in remaining(user_roles(request)) if each.pk != found.pk],
        "all_texts": "texts" in request.GET,
        **beside,
    }
    return render(request, "allocations/propose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_PROPOSE)
@once
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what will be proposed, to whom and until when, and propose it."""
    found = get_object_or_404(readable(user_roles(request)), pk=pk)
    draft = draft_of(found, Party.SIP)
    # Whoever acts with a draft is asked by the act itself.
    if (request.method != "POST" or draft is None) and (refused := _refusal(request, found)) is not None:
        return turned_away(request, found, refused, writing_of(draft))
    if draft is None:
        return redirect("allocation_propose", pk=pk)
    framework = found.framework
    choice, sentence = input_of(framework, draft), ""
    read = Read(request, words_of(found, draft))
    try:
        check_choice(framework, band=choice.band, reasons=choice.reasons)
        check_marked(found.criteria, choice.marks)
        if request.method == "POST":
            read.require_same()
            act = getattr(proposals, act_of_sip(found))
            proposal = act(found, by=actor(request), on=clock.today(), choice=choice)
            return _after_proposing(request, found, proposal)
    except Denied as denied:
        sentence = denied.sentence
        if (refused := _refusal(request, found)) is not None:
            return turned_away(request, found, refused, writing_of(draft))
    context = {
        "allocation": found,
        "choice": choice,
        "documents": documents_of(draft),
        "read": read,
        "saved": draft,
        "sentence": sentence,
        "support": support_of(framework, choice.band, choice.extra_days) if choice.band else None,
        "outliers": of_allocation(found, clock.today(), band=choice.band),
        "to_check": act_of_sip(found) in SENT_TO_CHECK,
        "next": next_after(found, remaining(user_roles(request))),
        "tally": tally(framework, [mark.bands for mark in choice.marks.values()]),
        "rows": [
            (c, m, framework.names(m.bands) if m else "") for c in found.criteria for m in [choice.marks.get(c.id)]
        ],
    }
    return render(request, "allocations/check.html", context)


def _refusal(request: HttpRequest, found: Allocation) -> str | None:
    """Why somebody cannot propose (any more)."""
    try:
        check_may_write(found, Party.SIP, by=actor(request), on=clock.today())
    except Denied as denied:
        return denied.sentence
    return None


def _to_evidence(request: HttpRequest, found: Allocation, criterion: str) -> str:
    """The page that adds a document about a criterion, and leads back to its row."""
    asked = {"criterion": criterion, "back": f"{request.path}#{criterion}"}
    return f"{reverse('evidence_add', kwargs={'pk': found.pk})}?{urlencode(asked)}"


def _after_taking_over(before: LastYear) -> str:
    """What was taken over from the year before, and what is left to do."""
    kept = f"We filled in the gaps from {before.name}. Read the reasons and change what is no longer true."
    if not before.changed:
        return kept
    marks = "1 mark has" if before.changed == 1 else f"{before.changed} marks have"
    return f"{kept} {marks} new evidence: confirm or change each."


def _after_proposing(request: HttpRequest, found: Allocation, proposal: Position) -> HttpResponse:
    """Say what was proposed and until when it is answered, and lead on to the allocation or to the next school."""
    there = proposal.allocation
    band = there.framework.band(proposal.band).name
    if proposal.party == Party.UNCHECKED:
        said = f"You sent {band} to be checked. The headteacher of {found.school} cannot read it until then."
    else:
        assert there.due_on is not None, "a proposal starts the period for its answer"
        due = clock.weekday_in_words(there.due_on)
        said = f"You proposed {band}. We will email the headteacher of {found.school}, who has until {due} to answer."
    after = next_after(found, remaining(user_roles(request))) if "next" in request.POST else None
    messages.success(request, f"{said} The next school is {after.school}." if after else said)
    return redirect("allocation_propose", pk=after.pk) if after else redirect("allocation", pk=found.pk)
