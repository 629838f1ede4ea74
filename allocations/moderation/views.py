"""The page on which a proposal is checked before the headteacher reads it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.submissions.once import once
from sil.web.evidence import facts
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied, can

from ..allocation.permissions import check_moderate, check_propose
from ..allocation.queries import for_page, last_position, readable
from ..allocation.support import support_of
from ..evidence.queries import by_criterion, visible_evidence
from ..grid.queries import changes, compare
from ..models import Allocation
from ..outliers.queries import of_allocation
from ..proposal.queries import bands_before, last_year, with_year_before
from ..states import Party
from . import actions
from .forms import SayForm
from .queries import exchange

_ASK = {
    "label": "Question for the partner",
    "help_text": "They are told, and can answer or change the proposal. The school never reads this page.",
    "missing": "Enter what you want to ask.",
}
_ANSWER = {
    "label": "Your answer",
    "help_text": "We tell the person who asked. The school never reads this page.",
    "missing": "Enter your answer.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE)
@once
def moderate(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a proposal, ask the partner about it, answer, or let it go to the headteacher."""
    found = get_object_or_404(with_year_before(for_page(readable(user_roles(request)))), pk=pk)
    sent = last_position(found, Party.UNCHECKED)
    if sent is None:
        raise Http404
    who: dict[str, Any] = {"by": actor(request), "on": clock.today()}
    waits = found.awaits_moderator
    may_check, may_answer = waits and can(check_moderate)(found, **who), waits and can(check_propose)(found, **who)
    form = SayForm(posted(request), **(_ASK if may_check else _ANSWER))
    if request.method == "POST" and form.is_valid():
        goes = request.POST.get("act") == "let_go"
        if goes or form.require_text():
            try:
                return _act(request, found, form.cleaned_data["text"], asks=may_check, goes=goes)
            except Denied as denied:
                refuse(form, denied.sentence)
    known = facts(found.school, found.framework, who["on"])
    about = by_criterion(found.framework, known, visible_evidence(found, Party.SIP))
    versions = {each.number: each for each in found.positions.all() if each.party == Party.UNCHECKED}
    earlier = versions.get(sent.number - 1)
    context = {
        "allocation": found,
        "sent": sent,
        "grid": compare(found.framework, [sent]),
        "support": support_of(found.framework, sent.band, sent.extra_days),
        "before": last_year(found, bands_before(found), about),
        "outliers": of_allocation(found, who["on"], band=sent.band, with_marks=True),
        "changed": changes(found.framework, earlier, sent) if earlier else [],
        "about": about,
        "exchange": exchange(found),
        "form": form,
        "may_check": may_check,
        "may_answer": may_answer and not may_check,
        "today": who["on"],
    }
    return render(request, "allocations/moderate.html", context)


def _act(request: HttpRequest, found: Allocation, text: str, *, asks: bool, goes: bool) -> HttpResponse:
    """Do what was asked for. Raises Denied as the actions do."""
    said: dict[str, Any] = {"by": actor(request), "on": clock.today(), "position_id": number(request, "position")}
    if goes:
        proposal = actions.let_go(found, text=text, **said)
        due = proposal.allocation.due_on
        assert due is not None, "a proposal starts the period for its answer"
        by_when = clock.weekday_in_words(due)
        done = f"We will email the headteacher of {found.school}, who has until {by_when} to answer."
        messages.success(request, f"You let the proposal go. {done}")
        return redirect("allocation", pk=found.pk)
    act = actions.ask if asks else actions.answer
    act(found, text=text, **said)
    messages.success(request, "Your question was sent." if asks else "Your answer was sent.")
    return redirect("allocation_moderate", pk=found.pk)
