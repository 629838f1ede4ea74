"""Decide on a disagreement, determine a referral, confirm without an answer, declare a conflict."""

from datetime import date

from django.db import transaction

from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.framework.years import label
from sil.workflow import Denied

from ..allocation import notifications
from ..allocation.actions import lock, move, settle
from ..allocation.letters import sign_for
from ..allocation.permissions import check_decide, check_moderate
from ..allocation.policies import check_choice, check_is_latest, check_period_over, check_waits_for_decision, row_for
from ..allocation.queries import last_position, open_period, position_that_waits, sent_to_check
from ..models import Allocation, Conflict, Draft, Position, Settlement
from ..position.actions import PositionInput, write_position
from ..proposal.notifications import ask_to_check
from ..states import Party


@transaction.atomic
def decide(allocation: Allocation, *, by: User, on: date, position_id: int, choice: PositionInput) -> Position:
    """Decide for any band, with reasons; the school can accept or refer (framework, SSA process). `position_id` is the
    school's position that was read. Raises Denied; see policies and permissions."""
    allocation = lock(allocation)
    row = row_for(allocation, "decide")
    position = _write_decision(allocation, Party.OFFICER, by=by, on=on, position_id=position_id, choice=choice)
    deadline = move(
        allocation,
        row,
        by=by,
        on=on,
        reason=position.reasons,
        band_name=allocation.framework.band(choice.band).name,
        role=position.taken_as,
    )
    sign_for(row.letter, allocation, position=position, settlement=None, deadline=deadline, on=on)
    notifications.tell_decided(allocation, position)
    return position


@transaction.atomic
def determine(allocation: Allocation, *, by: User, on: date, position_id: int, choice: PositionInput) -> Settlement:
    """Determine the band as the Director of Education; this is final (framework, SSA process). Raises Denied as
    `decide` does."""
    allocation = lock(allocation)
    row = row_for(allocation, "determine")
    position = _write_decision(allocation, Party.DIRECTOR, by=by, on=on, position_id=position_id, choice=choice)
    settlement, _ = settle(
        allocation,
        row,
        position,
        how=Settlement.How.DETERMINED,
        by=by,
        made_as=position.taken_as,
        on=on,
        reason=position.reasons,
    )
    notifications.tell_settled_by_officer(allocation, settlement)
    return settlement


@transaction.atomic
def confirm(allocation: Allocation, *, by: User, on: date, position_id: int, reason: str) -> Settlement:
    """Confirm the band that waits, once the period for an answer is over. The school is told and may still refer it.
    Raises Denied("period_runs", "no_reason") and those of `decide`."""
    allocation = lock(allocation)
    row = row_for(allocation, "confirm")
    held_as = check_decide(allocation, Party.OFFICER, by=by, on=on)
    check_period_over(open_period(allocation, "answer"), on)
    position = position_that_waits(allocation)
    check_is_latest(position, position_id)
    if not reason.strip():
        raise Denied("no_reason", "Enter why you are confirming the band without an answer.")
    assert position is not None, "there is one, since it is still the one that was read"
    settlement, _ = settle(
        allocation,
        row,
        position,
        how=Settlement.How.CONFIRMED,
        by=by,
        made_as=allocation.framework.title(held_as),
        on=on,
        reason=reason,
    )
    notifications.tell_settled_by_officer(allocation, settlement)
    return settlement


@transaction.atomic
def declare_conflict(allocation: Allocation, *, by: User, on: date, reason: str) -> Conflict:
    """Declare a conflict of interest; another officer is asked to decide, or to check the proposal. Raises
    Denied("no_reason") and those of `check_decide` or `check_moderate`."""
    allocation = lock(allocation)
    party = check_may_declare(allocation, by=by, on=on)
    if not reason.strip():
        raise Denied("no_reason", "Enter what the conflict of interest is.")
    # Whoever takes it begins afresh.
    if party is not None:
        Draft.objects.filter(allocation=allocation, party=party, saved_by=by).delete()
    conflict = Conflict.objects.create(allocation=allocation, person=by, reason=reason.strip(), declared_on=on)
    events.record(
        "allocation.conflict_declared",
        subject=allocation,
        by=by,
        scope=scope(allocation.school),
        reason=reason.strip(),
        year=label(allocation.round.academic_year),
        name=by.name,
    )
    if party is None:
        ask_to_check(allocation, sent_to_check(allocation), on=on)
    else:
        notifications.ask_to_decide(allocation, party, on=on)
    return conflict


def check_may_declare(allocation: Allocation, *, by: User, on: date) -> Party | None:
    """Return the party whose decision waits for this person, or None where a proposal waits to be checked. Raises
    Denied as `check_decide` and `check_moderate`."""
    if allocation.awaits_moderator:
        check_moderate(allocation, by=by, on=on)
        return None
    party = check_waits_for_decision(allocation)
    check_decide(allocation, party, by=by, on=on)
    return party


def _write_decision(
    allocation: Allocation, party: Party, *, by: User, on: date, position_id: int, choice: PositionInput
) -> Position:
    held_as = check_decide(allocation, party, by=by, on=on)
    check_is_latest(last_position(allocation, Party.SCHOOL), position_id)
    check_choice(allocation.framework, band=choice.band, reasons=choice.reasons)
    return write_position(allocation, party, by=by, taken_as=allocation.framework.title(held_as), on=on, choice=choice)
