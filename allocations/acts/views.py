"""Single acts that ask for a reason first: confirm, declare a conflict, set aside, flag, review,
and record what was agreed in a meeting."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from sil import clock
from sil.accounts.access import View, actor, allow, user_roles
from sil.accounts.roles import Permission
from sil.submissions.once import once
from sil.web.forms import number, posted, refuse
from sil.workflow import Denied

from ..allocation.permissions import check_decide, check_propose
from ..allocation.policies import check_period_over, row_for
from ..allocation.queries import for_page, lead_name, open_period, position_that_waits, readable
from ..decision import actions as decisions
from ..models import Allocation
from ..proposal import actions as proposals
from ..review import actions as reviews
from ..review.permissions import check_may_review
from ..review.policies import check_flag, check_review, check_unflag
from ..review.queries import running_review
from ..round import actions as rounds
from ..round.permissions import check_manage_round
from ..round.policies import check_withdraw
from ..round.queries import schools_for
from ..states import Party
from .forms import ReasonForm, RecordForm, ReviewForm

Check = Callable[[Allocation, dict[str, Any]], object]


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act: who may open its page, whether it can be done now, what is asked, what was done.

    What the page explains stands in templates/allocations/acts/<slug>.html. `success` may name {band},
    {school} and the titles of roles.
    """

    slug: str
    permissions: tuple[Permission, ...]
    title: str
    button: str
    success: str
    action: Callable[..., Any]
    check: Check
    form: type[forms.Form] = ReasonForm
    # Whether the action is about the position that the person has read.
    needs_position: bool = False
    # What goes to the school, so that the page says at its start where nobody can receive it (schools/templatetags).
    receives: str = ""
    label: str = "Reason"
    hint: str = ""
    warns: bool = False
    # Whether its action asks about what is unusual before it goes on.
    asks_first: bool = False

    @property
    def explains(self) -> str:
        """The template that says what will happen."""
        return f"allocations/acts/{self.slug}.html"


def _check_record(found: Allocation, who: dict[str, Any]) -> None:
    row_for(found, "record_agreement")
    check_propose(found, **who)


def _check_confirm(found: Allocation, who: dict[str, Any]) -> None:
    row_for(found, "confirm")
    check_decide(found, Party.OFFICER, **who)
    check_period_over(open_period(found, "answer"), who["on"])


def _check_conflict(found: Allocation, who: dict[str, Any]) -> None:
    decisions.check_may_declare(found, **who)


def _check_withdraw(found: Allocation, who: dict[str, Any]) -> None:
    check_manage_round(**who)
    row_for(found, "withdraw")
    check_withdraw(found.school, wanted=schools_for(found.framework).filter(pk=found.school_id).exists())


def _check_review(found: Allocation, who: dict[str, Any]) -> None:
    check_may_review(found, **who)
    running = running_review(found) if found.has_ended else None
    check_review(found, running, open_period(found, "contest"), who["on"])


def _check_flag(found: Allocation, who: dict[str, Any]) -> None:
    check_may_review(found, **who)
    check_flag(found)


def _check_unflag(found: Allocation, who: dict[str, Any]) -> None:
    check_may_review(found, **who)
    check_unflag(found)


OFFICERS = (Permission.ALLOCATION_PROPOSE, Permission.ALLOCATION_DECIDE)
ACTS = (
    Act(
        slug="record",
        permissions=(Permission.ALLOCATION_PROPOSE,),
        title="Record an agreement made in a meeting",
        button="Record the agreement",
        success="You recorded that {school} agreed {band}. We will email the school, which can still object.",
        action=proposals.record_agreement,
        check=_check_record,
        form=RecordForm,
        needs_position=True,
        receives="proposal",
        asks_first=True,
    ),
    Act(
        slug="confirm",
        permissions=(Permission.ALLOCATION_DECIDE,),
        title="Confirm without an answer",
        button="Confirm the band",
        success="You confirmed {band}. We will email the letter to {school}, which can still refer it.",
        action=decisions.confirm,
        check=_check_confirm,
        needs_position=True,
        receives="decision",
        label="Why are you confirming the band without an answer?",
        hint="This is printed in the letter. For example, say how you tried to contact the school.",
    ),
    Act(
        slug="conflict",
        permissions=(Permission.ALLOCATION_DECIDE, Permission.ALLOCATION_DETERMINE),
        title="Declare a conflict of interest",
        button="Declare the conflict",
        success="You declared a conflict of interest. We will ask somebody else about {school}.",
        action=decisions.declare_conflict,
        check=_check_conflict,
        label="What is the conflict of interest?",
        hint="Officers can read this. The school cannot.",
        warns=True,
    ),
    Act(
        slug="withdraw",
        permissions=(Permission.ROUND_OPEN,),
        title="Mark the allocation as not needed",
        button="Mark as not needed",
        success="The allocation of {school} is marked as not needed.",
        action=rounds.withdraw,
        check=_check_withdraw,
        label="Why is it no longer needed?",
        hint="For example, the school closed on 31 December, or became an academy with a new URN.",
        warns=True,
    ),
    Act(
        slug="review",
        permissions=OFFICERS,
        title="Review the band",
        button="Start the review",
        success="You started the review. {band} stays in place until the review ends.",
        action=reviews.start_review,
        check=_check_review,
        form=ReviewForm,
        label="Why does the band need to be reviewed?",
        hint="The school can read this once a band is proposed.",
    ),
    Act(
        slug="flag",
        permissions=OFFICERS,
        title="Flag the school as high-risk",
        button="Flag the school",
        success="{school} is flagged as high-risk and listed with the schools causing concern.",
        action=reviews.flag,
        check=_check_flag,
        label="Why is the school at high risk?",
        hint="Officers can read this. The school cannot.",
    ),
    Act(
        slug="unflag",
        permissions=OFFICERS,
        title="Remove the high-risk flag",
        button="Remove the flag",
        success="{school} is no longer flagged as high-risk.",
        action=reviews.unflag,
        check=_check_unflag,
        label="Why is the school no longer at high risk?",
    ),
)
BY_SLUG = {act.slug: act for act in ACTS}


def view_of(slug: str) -> View:
    """Return the view of an act's page."""
    act = BY_SLUG[slug]

    @require_http_methods(["GET", "HEAD", "POST"])
    @allow(*act.permissions)
    @once
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        return _page(request, pk, act)

    return view


def can_do(found: Allocation, who: dict[str, Any]) -> dict[str, bool]:
    """Return {slug of an act: whether the person can do it now}."""
    return {act.slug: _can(act, found, who) for act in ACTS}


def _can(act: Act, found: Allocation, who: dict[str, Any]) -> bool:
    try:
        act.check(found, who)
    except Denied:
        return False
    return True


def _page(request: HttpRequest, pk: int, act: Act) -> HttpResponse:
    found = get_object_or_404(for_page(readable(user_roles(request))), pk=pk)
    who = {"by": actor(request), "on": clock.today()}
    try:
        act.check(found, who)
    except Denied as denied:
        messages.warning(request, denied.sentence)
        return redirect("allocation", pk=pk)
    form = act.form(posted(request), initial={"met_with": lead_name(found.school, clock.today())})
    if "reason" in form.fields:
        form.fields["reason"].label, form.fields["reason"].help_text = act.label, act.hint
    warned = ""
    if request.method == "POST" and form.is_valid():
        more: dict[str, Any] = {"position_id": number(request, "position")} if act.needs_position else {}
        if act.asks_first:
            more["sure"] = request.POST.get("sure", "")
        waiting = position_that_waits(found)
        band = waiting.chosen if waiting else found.settled_band or found.proposed_band
        try:
            done = act.action(found, **who, **more, **form.cleaned_data)
        except Denied as denied:
            if denied.code == "sure":
                warned = denied.sentence
            else:
                refuse(form, denied.sentence)
        else:
            messages.success(request, act.success.format(band=band.name if band else "", school=found.school))
            return redirect("allocation", pk=done.pk if isinstance(done, Allocation) else pk)
    context = {"allocation": found, "act": act, "form": form, "position": position_that_waits(found)}
    return render(request, "allocations/acts/base.html", context | {"warned": warned})
