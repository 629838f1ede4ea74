"""The page of an allocation and the page of its grid."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from schools.models import AssignmentRole
from schools.queries import officer
from sil.accounts.access import signed_in, user_roles
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.letters.queries import about
from sil.letters.queries import readable as readable_letters
from sil.workflow import can

from ..acts.views import can_do
from ..allocation.permissions import check_answer, check_moderate, deciders
from ..allocation.policies import party_that_decides, row_for
from ..allocation.queries import (
    earlier,
    for_page,
    last_position,
    last_positions,
    lead_name,
    next_working_day_after,
    open_periods,
    position_that_waits,
    readable,
    settlement_of,
)
from ..allocation.support import support_of
from ..answer.actions import check_may_take_back, check_may_withdraw
from ..answer.queries import receipts_given
from ..brought_in.permissions import check_bring_in
from ..draft.actions import check_may_write
from ..evidence.views import facts_and_evidence
from ..grid.queries import changes, compare, compare_years, grid_of_last_year
from ..models import Allocation, Conflict, Position
from ..more_time.actions import can_ask
from ..more_time.queries import requests_of
from ..review.permissions import check_may_review
from ..review.queries import review_shown
from ..states import Party

if TYPE_CHECKING:
    from ..allocation.queries import AllocationOnPage

# Where a person writes something that the browser keeps until it is saved.
DRAFTED = ("allocation_propose", "allocation_disagree", "allocation_refer", "allocation_decide")
STEPS = ("reasons", "criteria", "marks")


@require_safe
@signed_in("officers of the school and oversight; its head once it is proposed, its chair and clerk once it has ended")
def allocation(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(for_page(readable(user_roles(request)), documents=True), pk=pk)
    who = user_roles(request)
    asked = requests_of(found)
    context = {
        **_summary(found),
        **_turn(found, who),
        "earlier": earlier(found)[:3],
        "letters": readable_letters(who).filter(about(found)).select_related("withdrawal"),
        "versions": _versions(found),
        "withdrawn": [each for each in found.positions.all() if each.is_withdrawn],
        "receipts": receipts_given(found),
        "time_requests": asked if _is_officer(who) or who.holds(*LEADS) else [],
        "may_correct": found.is_brought_in and can(check_bring_in)(by=who.user, on=who.on),
        "review": review_shown(found, to_all=_is_officer(who)),
        "conflicts": _conflicts(found) if _is_officer(who) else [],
        "drafts_done": " ".join(_finished(found, who)),
    }
    return render(request, "allocations/allocation.html", context)


@require_safe
@signed_in("officers of the school and oversight; its head once it is proposed, its chair and clerk once it has ended")
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every criterion with each party's mark, the evidence, and last year's marks."""
    found = get_object_or_404(for_page(readable(user_roles(request))), pk=pk)
    framework, positions = found.framework, last_positions(found)
    then = grid_of_last_year(found)
    rows = []
    if then is not None and positions:
        rows = compare_years(framework, settled_or_last(found), then.allocation.framework, then)
    context = {
        "allocation": found,
        "grid": compare(framework, positions),
        "only": request.GET.get("only") == "differing" and len(positions) > 1,
        "then": then,
        "year_comparison": rows,
        "is_officer": _is_officer(user_roles(request)),
        **facts_and_evidence(request, found, None),
    }
    return render(request, "allocations/grid.html", context)


def settled_or_last(found: Allocation) -> Position:
    """Return the position whose band holds, otherwise the proposal."""
    settlement = settlement_of(found)
    position = settlement.position if settlement else found.proposal
    assert position is not None, "a side has taken a position"
    # The one that was prefetched with its marks.
    return next(p for p in found.positions.all() if p.pk == position.pk)


def _summary(found: Allocation) -> dict[str, Any]:
    """What holds or is proposed, and why."""
    settlement = settlement_of(found)
    decision = last_position(found, Party.OFFICER)
    shown = settlement.position if settlement else decision or found.proposal
    if shown is not None:
        shown = next(p for p in found.positions.all() if p.pk == shown.pk)
    positions = last_positions(found)
    return {
        "allocation": found,
        "settlement": settlement,
        "shown": shown,
        "decision": decision,
        "cases": positions,
        "support": support_of(found.framework, shown.band, shown.extra_days) if shown else None,
        "grid": compare(found.framework, positions) if positions else None,
        "periods": open_periods(found),
    }


def _turn(found: "AllocationOnPage", who: UserRoles) -> dict[str, Any]:
    """Whose turn it is, and what this person can do now."""
    by: dict[str, Any] = {"by": who.user, "on": who.on}
    leads = who.holds(*LEADS) and can(check_answer)(found, **by)
    party = party_that_decides(found)
    writes = can(check_may_write)
    settlement = settlement_of(found)
    return {
        "leads": leads,
        "may_propose": who.may(Permission.ALLOCATION_PROPOSE) and writes(found, Party.SIP, **by),
        "was_checked": any(each.party == Party.UNCHECKED for each in found.positions.all()),
        "may_moderate": found.awaits_moderator and can(check_moderate)(found, **by),
        "may_agree": leads and can(row_for)(found, "agree"),
        "may_accept": leads and can(row_for)(found, "accept"),
        "may_ask_for_time": leads and found.awaits_school and can_ask(found, **by),
        "may_take_back": leads and can(check_may_take_back)(found, **by),
        "may_withdraw_answer": leads and can(check_may_withdraw)(found, **by),
        "take_back_until": next_working_day_after(settlement.made_on) if leads and settlement else None,
        "may_disagree": leads and writes(found, Party.SCHOOL, **by, action="disagree"),
        "may_refer": leads and writes(found, Party.SCHOOL, **by, action="refer"),
        "may_decide": party is not None and writes(found, party, **by),
        "party": party,
        "deciders": deciders(found, party, who.on) if party else [],
        "waits": position_that_waits(found) or found.proposal,
        "sip": officer(found.school, AssignmentRole.SIP, who.on) if found.awaits_sip else None,
        "school_lead": lead_name(found.school, who.on) if found.awaits_school else "",
        "can": can_do(found, by) if _is_officer(who) else {},
        "can_remind": found.awaits_school and can(check_may_review)(found, **by),
        "draft": _own(found, leads=leads) in found.drafted_for,
        "is_officer": _is_officer(who),
    }


def _own(found: Allocation, *, leads: bool) -> str:
    if leads:
        return Party.SCHOOL
    return party_that_decides(found) or Party.SIP


def _is_officer(who: UserRoles) -> bool:
    return who.may(Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE)


def _conflicts(found: Allocation) -> list[Conflict]:
    """Declared where there was something to decide."""
    if last_position(found, Party.SCHOOL) is None:
        return []
    return list(found.conflicts.select_related("person"))


def _versions(found: Allocation) -> list[dict[str, Any]]:
    """Earlier versions of the proposal, the latest first, each with what the next one changed."""
    mine = sorted((p for p in found.positions.all() if p.party == Party.SIP), key=lambda p: -p.number)
    return [{"old": old, "new": new, "changes": changes(found.framework, old, new)} for new, old in pairwise(mine)]


def _finished(found: "AllocationOnPage", who: UserRoles) -> list[str]:
    """The drafts that a browser may forget: the person writes nothing here that is not put forward."""
    if who.user.pk in found.drafted_by:
        return []
    paths = [reverse(route, kwargs={"pk": found.pk}) for route in DRAFTED]
    paths += [reverse("allocation_disagree_step", kwargs={"pk": found.pk, "slug": slug}) for slug in STEPS]
    return [f"{who.user.pk}:{path}" for path in paths]
