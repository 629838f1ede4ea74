"""Read one allocation, propose a band with reasons, answer a proposal."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from schools.models import AssignmentRole
from schools.queries import latest_inspections, officer
from sil import clock
from sil.accounts.access import actor, allow, signed_in, standing
from sil.accounts.roles import Permission
from sil.letters.queries import about
from sil.letters.queries import readable as readable_letters
from sil.web.forms import posted
from sil.workflow import Denied, can

from .. import actions
from ..forms import ProposalForm, case_of, initial_of
from ..models import Allocation, Draft, Proposal
from ..permissions import check_agree, check_propose
from ..policies import act_of_sip, check_choice, row_for
from ..queries import earlier, for_page, grid, open_answer, readable, tally
from ..states import State
from ..support import support_of

INSPECTIONS = 4


@require_safe
@signed_in("officers of the school and oversight; its head once it is proposed, its chair and clerk once it has ended")
def allocation(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(for_page(readable(standing(request))), pk=pk)
    return render(request, "allocations/allocation.html", _page(request, found))


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_PROPOSE)
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid, the band and the reasons. Both buttons keep what was typed."""
    found = get_object_or_404(readable(standing(request)), pk=pk)
    if (refusal := _refusal(request, found)) is not None:
        return refusal
    framework = found.framework
    going_on = request.POST.get("act") == "check"
    source = Draft.objects.filter(allocation=found).first()
    latest = found.proposals.prefetch_related("marks").first()
    form = ProposalForm(
        posted(request), framework=framework, complete=going_on, initial=initial_of(framework, source or latest)
    )
    if request.method == "POST":
        whole = form.is_valid()
        actions.save_draft(found, by=actor(request), on=clock.today(), **form.draft())
        if whole and going_on:
            return redirect("allocation_check", pk=pk)
        if whole:
            messages.success(request, "Draft saved. Nobody else reads it until you propose it.")
            return redirect("allocation_propose", pk=pk)
    context = {
        "allocation": found,
        "form": form,
        "draft": source,
        "inspections": latest_inspections(found.school, INSPECTIONS),
        "earlier": earlier(found)[:3],
        "revising": found.status != State.IDENTIFIED,
    }
    return render(request, "allocations/propose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_PROPOSE)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be proposed, to whom and until when; the last step before the headteacher reads it."""
    found = get_object_or_404(readable(standing(request)), pk=pk)
    if (refusal := _refusal(request, found)) is not None:
        return refusal
    draft = Draft.objects.filter(allocation=found).first()
    if draft is None:
        return redirect("allocation_propose", pk=pk)
    case = case_of(found.framework, draft)
    sentence = ""
    try:
        check_choice(found.framework, band=case.band, reasons=case.reasons, marked=case.marks)
        if request.method == "POST":
            act = getattr(actions, act_of_sip(found))
            proposal = act(found, by=actor(request), on=clock.today(), case=case)
            messages.success(request, _after_proposing(found, proposal))
            return redirect("allocation", pk=pk)
    except Denied as denied:
        sentence = denied.sentence
    context = {
        "allocation": found,
        "case": case,
        "sentence": sentence,
        "support": support_of(found.framework, case.band, case.extra_days) if case.band else None,
        "tally": tally(found.framework, [mark.bands for mark in case.marks.values()]),
        "rows": [(c, case.marks.get(c.id)) for c in found.framework.criteria],
        "revising": found.status != State.IDENTIFIED,
    }
    return render(request, "allocations/check.html", context)


@require_POST
@allow(Permission.ALLOCATION_AGREE)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The one click of a headteacher who agrees with what they have read."""
    found = get_object_or_404(for_page(readable(standing(request))), pk=pk)
    read = request.POST.get("proposal", "")
    try:
        actions.agree(found, by=actor(request), on=clock.today(), proposal_id=int(read) if read.isdecimal() else 0)
    except Denied as denied:
        messages.warning(request, denied.sentence)
    else:
        messages.success(
            request,
            f"You agreed {found.framework.band(found.proposal.band).name}. "  # type: ignore[union-attr]
            "The letter is being made; it comes to you and the chair of governors by e-mail.",
        )
    return redirect("allocation", pk=pk)


def _page(request: HttpRequest, found: Allocation) -> dict[str, Any]:
    who = standing(request)
    proposals = list(found.proposals.all())
    latest = proposals[0] if proposals else None
    framework = found.framework
    by: dict[str, Any] = {"by": who.user, "on": who.on}
    return {
        "allocation": found,
        "proposal": latest,
        "superseded": proposals[1:],
        "support": support_of(framework, latest.band, latest.extra_days) if latest else None,
        "rows": grid(framework, latest) if latest else [],
        "tally": tally(framework, [mark.bands for mark in latest.marks.all()]) if latest else [],
        "deadline": open_answer(found),
        "agreement": getattr(found, "agreement", None),
        "draft": getattr(found, "draft", None),
        "sip": officer(found.school, AssignmentRole.SIP, who.on),
        "may_propose": can(row_for)(found, act_of_sip(found)) and can(check_propose)(found, **by),
        "may_agree": can(row_for)(found, "agree") and can(check_agree)(found, **by),
        "earlier": earlier(found)[:3],
        "letters": readable_letters(who).filter(about(found)) if hasattr(found, "agreement") else [],
        "is_officer": who.may(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE),
    }


def _refusal(request: HttpRequest, found: Allocation) -> HttpResponse | None:
    """Send somebody who cannot propose (any more) to the allocation, with the reason."""
    try:
        check_propose(found, by=actor(request), on=clock.today())
        row_for(found, act_of_sip(found))
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect("allocation", pk=found.pk)
    return None


def _after_proposing(found: Allocation, proposal: Proposal) -> str:
    deadline = open_answer(found)
    assert deadline is not None, "a proposal starts the period for its answer"
    due = clock.in_words(deadline.due_on)
    band = found.framework.band(proposal.band).name
    return f"You proposed {band}. The headteacher of {found.school} is told by e-mail and has until {due} to answer."
