"""The page on which a school withdraws a disagreement or a referral that it sent."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import actor, allow, user_roles
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.clock import in_words
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied
from sil.workflow.corrections import Effects

from ..allocation.policies import check_waits_for_decision
from ..allocation.queries import for_page, readable
from ..draft.actions import Writing, save_draft
from ..draft.queries import version_of
from ..grid.forms import marks_of
from ..models import Allocation, Position
from ..states import Party
from . import actions as answers
from .forms import WithdrawCaseForm
from .notifications import CALLED


@require_http_methods(["GET", "HEAD", "POST"])
@allow(Permission.ALLOCATION_AGREE)
def withdraw_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what follows when a disagreement or a referral is withdrawn, and withdraw it; its text is a draft again."""
    found = get_object_or_404(for_page(readable(user_roles(request)), documents=True), pk=pk)
    who: dict[str, Any] = {"by": actor(request), "on": clock.today()}
    try:
        position, _, _ = answers.check_may_withdraw(found, **who)
        decider = check_waits_for_decision(found)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect("allocation", pk=pk)
    form, called = WithdrawCaseForm(posted(request)), CALLED[decider]
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                answers.withdraw_case(found, **who, position_id=number(request, "position"), **form.cleaned_data)
                _write_again(found, position, **who)
        except Denied as denied:
            refuse(form, denied.sentence)
        else:
            messages.success(request, f"You withdrew the {called}. What you wrote is your draft again.")
            return redirect("allocation", pk=pk)
    effects = _effects_of_withdrawing(found, position, called, decider)
    context = {"allocation": found, "form": form, "position": position, "called": called, "effects": effects}
    return render(request, "allocations/withdraw_answer.html", context)


def _write_again(found: Allocation, position: Position, *, by: User, on: date) -> None:
    """Save what was withdrawn as the draft of the school."""
    now = Allocation.objects.get(pk=found.pk)
    marks = marks_of(found.framework, position)
    writing = Writing(band=position.band, reasons=position.reasons, marks=marks)
    save_draft(now, Party.SCHOOL, by=by, on=on, writing=writing, version=version_of(now, Party.SCHOOL, None))


def _effects_of_withdrawing(found: Allocation, position: Position, called: str, decider: Party) -> Effects:
    title = found.framework.title(decider)
    told = [found.framework.title("sip"), title]
    sent = in_words(position.taken_on)
    return Effects(
        changes=(
            f"Nobody decides on the {called} any more. The allocation is as it was before you sent it.",
            "You have to answer again. The time to answer starts again today.",
            "What you wrote is your draft again, so that you can change it and send it again.",
        ),
        told=[f"The {who} was told of the {called} on {sent}." for who in told],
        tells=[f"We will tell the {' and the '.join(told)} that you withdrew it, and send you a receipt."],
        stays=(
            f"The {called} stays on record as withdrawn, with your name, the day and your reason.",
            "Documents and links that you sent with it stay there. Those who read the allocation can still open them.",
        ),
    )
