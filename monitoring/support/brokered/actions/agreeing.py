"""Propose who gives support, agree it for each side, approve and commission it."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from sil.accounts.models import User
from sil.framework.schema import days_in_words
from sil.workflow import Denied

from ...budgets.queries import left_of
from ...budgets.queries import locked as locked_line
from ...models import BudgetLine, Leader, Provider, SchoolOffer, Support
from ...queries import NOTHING, taking_days
from ...sent import AGREED
from ...states import SupportState
from ...years import financial_year, label, pounds
from .. import notifications as told
from ..permissions import check_agree, check_approve, check_manage
from ..policies import check_giver, check_room, needs_approval
from ..queries import holds_post
from .locking import locked, record, to_state

Giver = Provider | Leader | SchoolOffer


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Who gives support, for how many days, at which cost in pounds, from which budget and when."""

    giver: Giver
    days: Decimal
    cost: Decimal
    budget: BudgetLine | None
    starts_on: date
    ends_on: date


@transaction.atomic
def match(support: Support, proposal: Proposal, *, by: User, on: date) -> Support:
    """Propose who gives support, or change what was proposed; earlier agreements then lapse, and the school is asked.

    Raises Denied("not_the_partner", "wrong_state", "no_days", "order", "own_school", "not_there", "no_budget",
    "other_year", "no_change").
    """
    support = locked(support)
    check_manage(support, "match", by=by, on=on)
    proposal = replace(proposal, giver=_locked_giver(proposal.giver))
    if proposal.days <= 0:
        raise Denied("no_days", "Enter a number of days above 0.")
    if proposal.ends_on < proposal.starts_on:
        raise Denied("order", "The last day must not be before the first day.")
    _check_giver(support, proposal.giver, proposal.starts_on, proposal.ends_on, on=on)
    _check_budget(proposal)
    if _is_same(support, proposal):
        raise Denied("no_change", "Change who gives it, the days, the cost or the dates. Nothing has been saved.")
    _check_days_left(support, proposal)
    again = support.status != SupportState.ASKED
    _set(support, proposal)
    to_state(
        support,
        SupportState.MATCHED,
        "support.matched",
        by=by,
        on=on,
        name=support.giver_name,
        days=days_in_words(proposal.days),
        cost=str(proposal.cost),
    )
    support.save()
    told.tell_proposed(support, again=again, by=by, on=on)
    return support


@transaction.atomic
def agree(support: Support, *, by: User, on: date) -> Support:
    """Agree support for one's side. Once both have, its money is committed, or it is sent to be approved.

    Raises Denied("not_yours", "wrong_state", "conflict", "agreed_already"), and Denied("own_school", "not_there") where
    who was proposed can no longer give it.
    """
    support = locked(support)
    by_school = check_agree(support, by=by, on=on)
    assert support.given_by and support.starts_on and support.ends_on
    _check_giver(support, _locked_giver(support.given_by), support.starts_on, support.ends_on, on=on)
    side = "head" if by_school else "officer"
    setattr(support, f"{side}_agreed_by", by)
    setattr(support, f"{side}_agreed_on", on)
    if support.head_agreed_by and support.officer_agreed_by:
        _settle(support, by=by, on=on)
    else:
        record("support.agreed_by_one", support, by=by, side="the school" if by_school else "the service")
    support.save()
    if by_school:
        next_ = "We will email you once it is commissioned."
        told.give_support_receipt(AGREED, support, next_, by=by, on=on, times=told.times_proposed(support))
    return support


@transaction.atomic
def approve(support: Support, *, reason: str = "", by: User, on: date) -> Support:
    """Approve support that costs much or is over its budget, which needs a reason; its money is then committed.

    Raises Denied("not_allowed", "wrong_state", "agreed_it", "conflict"), and Denied("over_budget") without a reason.
    """
    support = locked(support)
    check_approve(support, by=by, on=on)
    left = left_of(locked_line(support.budget)) if support.budget else NOTHING
    cost = support.cost or NOTHING
    if cost > left:
        if not reason.strip():
            raise Denied(
                "over_budget",
                f"It costs {pounds(cost)}, and the budget has {pounds(left)} left. Enter why it is approved all the "
                "same, or decline it.",
            )
        support.over_reason = reason.strip()
    to_state(support, SupportState.AGREED, "support.approved", by=by, on=on, reason=reason.strip())
    support.approved_by, support.approved_on = by, on
    support.save()
    return support


@transaction.atomic
def commission(support: Support, *, by: User, on: date) -> Support:
    """Send the commission to who gives the support.

    Raises Denied("not_the_partner", "wrong_state", "no_address").
    """
    support = locked(support)
    check_manage(support, "commission", by=by, on=on)
    if not told.addresses(support, on):
        raise Denied("no_address", f"Nobody at {support.giver_name} can receive the commission. Ask an administrator.")
    to_state(support, SupportState.COMMISSIONED, "support.commissioned", by=by, on=on, name=support.giver_name)
    support.commissioned_on = on
    support.save()
    told.tell_commissioned(support, by=by, on=on)
    return support


def _settle(support: Support, *, by: User, on: date) -> None:
    """Commit the money, or send it to be approved. The line is locked, so that two do not take the same money."""
    left = left_of(locked_line(support.budget)) if support.budget else None
    why = needs_approval(support.framework_version.framework, support.cost or NOTHING, left)
    if why:
        to_state(support, SupportState.TO_APPROVE, "support.to_approve", by=by, on=on)
        told.tell_to_approve(support, why, by=by, on=on)
    else:
        to_state(support, SupportState.AGREED, "support.agreed", by=by, on=on)


def _check_budget(proposal: Proposal) -> None:
    if proposal.budget is None:
        if proposal.cost:
            raise Denied("no_budget", "Select the budget that pays for it.")
        return
    year = financial_year(proposal.starts_on)
    if proposal.budget.financial_year != year:
        raise Denied("other_year", f"It begins in {label(year)}. Select a budget of that year.")


def _locked_giver(giver: Giver) -> Giver:
    """As recorded now, locked until the transaction ends: nobody changes or takes their days meanwhile."""
    found: Giver = type(giver)._base_manager.select_for_update().get(pk=giver.pk)
    return found


def _check_giver(support: Support, giver: Giver, starts_on: date, ends_on: date, *, on: date) -> None:
    has_post = isinstance(giver, Leader) and holds_post(support.school, on, email=giver.email).exists()
    check_giver(support, giver, starts_on, ends_on, has_post=has_post)


def _check_days_left(support: Support, proposal: Proposal) -> None:
    """Of a leader or an offer, locked, so that nobody is asked beyond what they have. Raises Denied("no_days")."""
    giver = proposal.giver
    if isinstance(giver, Provider):
        return
    by = "leader" if isinstance(giver, Leader) else "offer"
    taking = taking_days(financial_year(proposal.starts_on)).filter(**{by: giver}).exclude(pk=support.pk)
    taken = taking.aggregate(sum=Sum("days"))["sum"] or NOTHING
    check_room(proposal.days, giver.days_a_year - taken, str(giver.school if isinstance(giver, SchoolOffer) else giver))


def _is_same(support: Support, proposal: Proposal) -> bool:
    now = (support.given_by, support.days, support.cost, support.budget)
    then = (proposal.giver, proposal.days, proposal.cost, proposal.budget)
    return (*now, support.starts_on, support.ends_on) == (*then, proposal.starts_on, proposal.ends_on)


def _set(support: Support, proposal: Proposal) -> None:
    """Who, how much and when, with nobody's agreement yet."""
    giver = proposal.giver
    support.provider = giver if isinstance(giver, Provider) else None
    support.leader = giver if isinstance(giver, Leader) else None
    support.offer = giver if isinstance(giver, SchoolOffer) else None
    support.days, support.cost, support.budget = proposal.days, proposal.cost, proposal.budget
    support.starts_on, support.ends_on = proposal.starts_on, proposal.ends_on
    for side in ("officer_agreed", "head_agreed", "approved"):
        setattr(support, f"{side}_by", None)
        setattr(support, f"{side}_on", None)
    support.over_reason = ""
