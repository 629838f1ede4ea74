"""Record the days that were given, say that support is complete, evaluate and close it."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from sil.accounts.models import User
from sil.framework.schema import days_in_words, plain
from sil.workflow import Denied

from ...budgets.queries import left_of
from ...budgets.queries import locked as locked_line
from ...models import Delivery, Evaluation, Support
from ...queries import NOTHING
from ...sent import EVALUATED
from ...states import SupportState
from ...years import pounds
from .. import notifications as told
from ..permissions import check_correct_cost, check_deliver, check_evaluate, check_manage, may_be_approver
from .locking import locked, record, to_state


@transaction.atomic
def deliver(support: Support, *, day: date, days: Decimal, note: str, by: User, on: date) -> Delivery:
    """Record days that were given; with the first of them support is under way.

    Raises Denied("not_the_partner", "wrong_state", "no_days", "future", "too_many").
    """
    support = locked(support)
    check_deliver(support, by=by, on=on)
    _check_days(support, day, days, on)
    if days <= 0:
        raise Denied("no_days", "Enter a number of days above 0.")
    if support.status == SupportState.COMMISSIONED:
        to_state(support, SupportState.UNDER_WAY, "support.under_way", by=by, on=on)
        support.save(update_fields=["status"])
    record("support.days_recorded", support, by=by, days=days_in_words(days), day=day.isoformat())
    return Delivery.objects.create(
        support=support, day=day, days=days, note=note.strip(), recorded_by=by, recorded_on=on
    )


@transaction.atomic
def correct(delivery: Delivery, *, day: date, days: Decimal, note: str, reason: str, by: User, on: date) -> Delivery:
    """Replace an entry of days that were given; 0 days where none were. The history keeps both.

    Raises Denied("not_the_partner", "wrong_state", "future", "too_many", "replaced", "no_reason", "no_change").
    """
    support = locked(delivery.support)
    check_deliver(support, by=by, on=on)
    if Delivery.objects.filter(replaces=delivery).exists():
        raise Denied("replaced", "This entry has been corrected already.")
    if not reason.strip():
        raise Denied("no_reason", "Enter why it is corrected.")
    if (delivery.day, delivery.days, delivery.note) == (day, days, note.strip()):
        raise Denied("no_change", "Change the day, the days or the note. Nothing has been saved.")
    _check_days(support, day, days, on, but=delivery)
    record(
        "support.days_corrected",
        support,
        by=by,
        reason=reason.strip(),
        old={"day": delivery.day.isoformat(), "days": plain(delivery.days)},
        new={"day": day.isoformat(), "days": plain(days)},
    )
    return Delivery.objects.create(
        support=support,
        day=day,
        days=days,
        note=note.strip(),
        recorded_by=by,
        recorded_on=on,
        replaces=delivery,
        reason=reason.strip(),
    )


@transaction.atomic
def complete(support: Support, *, cost: Decimal, by: User, on: date) -> Support:
    """Say that all support was delivered, and what it cost in the end; the school is asked to evaluate it.

    Raises Denied("not_the_partner", "wrong_state", "nothing"), and Denied("dearer") where it cost more than was agreed.
    """
    support = locked(support)
    check_manage(support, "complete", by=by, on=on)
    given = given_of(support)
    if not given:
        raise Denied("nothing", "Record the days that were given first.")
    _check_cost(support, cost)
    to_state(
        support, SupportState.DELIVERED, "support.delivered", by=by, on=on, days=days_in_words(given), cost=str(cost)
    )
    support.final_cost, support.delivered_on = cost, on
    support.save()
    told.tell_to_evaluate(support, by=by, on=on)
    return support


@transaction.atomic
def correct_cost(support: Support, *, cost: Decimal, reason: str, by: User, on: date) -> Support:
    """Correct what support cost in the end; its budget counts the new cost from then on, and the history keeps both.

    Raises Denied("not_the_partner", "wrong_state", "no_reason", "no_change", "dearer"), and Denied("over_budget")
    where it costs more than the budget has left, which only somebody corrects who could approve it.
    """
    support = locked(support)
    check_correct_cost(support, by=by, on=on)
    if not reason.strip():
        raise Denied("no_reason", "Enter why it is corrected.")
    before = support.final_cost or NOTHING
    if cost == before:
        raise Denied("no_change", "Change the cost. Nothing has been saved.")
    _check_cost(support, cost)
    old, new = {"final_cost": pounds(before)}, {"final_cost": pounds(cost)}
    left = left_of(locked_line(support.budget)) if support.budget else None
    if left is not None and cost > before and cost - before > left:
        if not may_be_approver(support, by=by, on=on):
            raise Denied(
                "over_budget",
                f"The budget has only {pounds(left)} left. Ask somebody who approves support, who did not agree this "
                "support and has no interest in it, to correct the cost.",
            )
        old["approved_by"], new["approved_by"] = support.approved_by.name if support.approved_by else "", by.name
        support.approved_by, support.approved_on, support.over_reason = by, on, reason.strip()
    record("support.cost_corrected", support, by=by, reason=reason.strip(), old=old, new=new)
    support.final_cost = cost
    support.save()
    return support


@transaction.atomic
def evaluate(support: Support, *, impact: str, changed: str, again: bool, by: User, on: date) -> Evaluation:
    """Say for one's side what support changed. Raises Denied("not_yours", "wrong_state", "conflict",
    "evaluated", "no_text")."""
    support = locked(support)
    by_school = check_evaluate(support, by=by, on=on)
    if not changed.strip():
        raise Denied("no_text", "Enter what changed.")
    side = Evaluation.Side.SCHOOL if by_school else Evaluation.Side.SERVICE
    if support.evaluations.exclude(side=side).exists():
        to_state(support, SupportState.EVALUATED, "support.evaluated", by=by, on=on)
        support.save(update_fields=["status"])
    else:
        record("support.evaluated_by_one", support, by=by, side=str(side.label))
    made = Evaluation.objects.create(
        support=support, side=side, impact=impact, changed=changed.strip(), again=again, by=by, on=on
    )
    if by_school:
        told.give_support_receipt(EVALUATED, support, "You do not need to do anything.", by=by, on=on)
    return made


@transaction.atomic
def close(support: Support, *, by: User, on: date) -> Support:
    """Close support that both sides have evaluated. Raises Denied("not_the_partner", "wrong_state")."""
    support = locked(support)
    check_manage(support, "close", by=by, on=on)
    to_state(support, SupportState.CLOSED, "support.closed", by=by, on=on)
    support.ended_on = on
    support.save(update_fields=["status", "ended_on"])
    return support


def given_of(support: Support, *, but: Delivery | None = None) -> Decimal:
    """Return the days that were given of support, without one entry."""
    there = support.deliveries.filter(replaced_by=None)
    if but:
        there = there.exclude(pk=but.pk)
    return there.aggregate(sum=Sum("days"))["sum"] or NOTHING


def _check_cost(support: Support, cost: Decimal) -> None:
    """Raises Denied("dearer")."""
    if cost > (support.cost or NOTHING):
        raise Denied("dearer", f"It was agreed at {pounds(support.cost)}. Enter that or less.")


def _check_days(support: Support, day: date, days: Decimal, on: date, *, but: Delivery | None = None) -> None:
    """Raises Denied("future", "too_many")."""
    if day > on:
        raise Denied("future", "The day must be today or in the past.")
    agreed = support.days or NOTHING
    if given_of(support, but=but) + days > agreed:
        raise Denied("too_many", f"It was agreed for {days_in_words(agreed)}. That would be more.")
