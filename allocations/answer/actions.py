"""Actions of the school: agree, disagree, accept and refer."""

from datetime import date

from django.db import transaction

from schools.models import Post
from sil.accounts.models import User
from sil.workflow import Transition

from ..allocation import notifications
from ..allocation.actions import lock, move, settle
from ..allocation.permissions import check_answer
from ..allocation.policies import check_choice, check_disagree, check_is_latest, check_other_band, check_refer, row_for
from ..allocation.queries import last_position, open_period, proposal_of, settlement_of
from ..models import Allocation, Position, Settlement
from ..position.actions import PositionInput, write_position
from ..states import Party


@transaction.atomic
def agree(allocation: Allocation, *, by: User, on: date, position_id: int) -> Settlement:
    """Agree to the proposal that was read, at once or after having disagreed; the letter is signed. Raises
    Denied("wrong_state", "not_the_head", "own_proposal", "changed")."""
    return _settle_with_school(lock(allocation), "agree", Party.SIP, by=by, on=on, position_id=position_id)


@transaction.atomic
def accept(allocation: Allocation, *, by: User, on: date, position_id: int) -> Settlement:
    """Accept the decision on the disagreement; the letter is signed. Raises Denied as `agree` does."""
    return _settle_with_school(lock(allocation), "accept", Party.OFFICER, by=by, on=on, position_id=position_id)


@transaction.atomic
def disagree(allocation: Allocation, *, by: User, on: date, position_id: int, choice: PositionInput) -> Position:
    """Name another band with reasons; the Principal Officer decides (framework, SSA process). Also after an agreement
    that a partner recorded, within the period. Raises Denied; see policies and permissions."""
    allocation = lock(allocation)
    row = row_for(allocation, "disagree")
    post = check_answer(allocation, by=by, on=on)
    check_disagree(allocation, settlement_of(allocation), open_period(allocation, "contest"), on)
    check_is_latest(allocation.proposal, position_id)
    framework, proposal = allocation.framework, proposal_of(allocation)
    check_choice(framework, band=choice.band, reasons=choice.reasons)
    check_other_band(framework, proposal.band, choice.band)
    return _submit_disagreement(allocation, row, Party.OFFICER, by=by, post=post, on=on, choice=choice)


@transaction.atomic
def refer(allocation: Allocation, *, by: User, on: date, position_id: int, choice: PositionInput) -> Position:
    """Refer a decision to the Director of Education (framework, SSA process). Also after a confirmation without an
    answer, within the period. Raises Denied; see policies and permissions."""
    allocation = lock(allocation)
    row = row_for(allocation, "refer")
    post = check_answer(allocation, by=by, on=on)
    settlement = settlement_of(allocation)
    check_refer(allocation, settlement, open_period(allocation, "contest"), on)
    held = settlement.position if settlement else last_position(allocation, Party.OFFICER)
    check_is_latest(held, position_id)
    check_choice(allocation.framework, band=choice.band, reasons=choice.reasons)
    return _submit_disagreement(allocation, row, Party.DIRECTOR, by=by, post=post, on=on, choice=choice)


def _submit_disagreement(
    allocation: Allocation,
    row: Transition,
    decider: Party,
    *,
    by: User,
    post: Post,
    on: date,
    choice: PositionInput,
) -> Position:
    """The school puts its case, and it goes to whoever decides next."""
    position = write_position(allocation, Party.SCHOOL, by=by, taken_as=_title(allocation, post), on=on, choice=choice)
    deadline = move(
        allocation,
        row,
        by=by,
        on=on,
        reason=position.reasons,
        band_name=allocation.framework.band(choice.band).name,
        role=position.taken_as.lower(),
    )
    notifications.tell_disputed(allocation, position, decider, deadline, on=on)
    return position


def _settle_with_school(
    allocation: Allocation, action: str, party: Party, *, by: User, on: date, position_id: int
) -> Settlement:
    row = row_for(allocation, action)
    post = check_answer(allocation, by=by, on=on)
    position = last_position(allocation, party)
    check_is_latest(position, position_id)
    assert position is not None, "there is one, since it is still the one that was read"
    settlement, _ = settle(
        allocation, row, position, how=Settlement.How.AGREED, by=by, made_as=_title(allocation, post), on=on
    )
    notifications.tell_agreed(allocation, settlement)
    return settlement


def _title(allocation: Allocation, post: Post) -> str:
    return allocation.framework.title(post.role)
