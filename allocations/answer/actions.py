"""Actions of the school: agree, disagree, accept and refer; take back an agreement, withdraw a case."""

from datetime import date

from django.db import transaction

from schools.models import Post
from sil import clock
from sil.accounts.models import User
from sil.letters.actions import withdraw
from sil.letters.models import Letter
from sil.letters.queries import about
from sil.workflow import Denied, Transition

from ..allocation import notifications
from ..allocation.actions import lock, move, set_flag, settle
from ..allocation.permissions import check_answer
from ..allocation.policies import (
    act_to_take_back,
    act_to_withdraw,
    check_band_to_refer,
    check_choice,
    check_disagree,
    check_is_latest,
    check_other_band,
    check_refer,
    check_take_back,
    check_waits_for_decision,
    row_for,
)
from ..allocation.queries import (
    is_reviewed,
    last_position,
    next_working_day_after,
    open_period,
    proposal_of,
    settlement_of,
)
from ..models import Allocation, Position, PositionWithdrawal, Settlement
from ..position.actions import PositionInput, write_position
from ..states import Party
from .notifications import (
    CALLED,
    give_case_receipt,
    give_settled_receipt,
    give_taken_back_receipt,
    tell_answer_withdrawn,
)
from .sent import ACCEPTANCE, AGREEMENT


@transaction.atomic
def agree(allocation: Allocation, *, by: User, on: date, position_id: int, comment: str = "") -> Settlement:
    """Agree to the proposal that was read, at once or after having disagreed; the letter is signed. The officers read
    the comment. A disagreement that the school has begun to write stays a draft, which only the school reads. Raises
    Denied("wrong_state", "not_the_head", "own_proposal", "changed")."""
    return _settle_with_school(allocation, "agree", Party.SIP, by=by, on=on, position_id=position_id, comment=comment)


@transaction.atomic
def accept(allocation: Allocation, *, by: User, on: date, position_id: int, comment: str = "") -> Settlement:
    """Accept the decision on the disagreement; the letter is signed. Raises Denied as `agree` does."""
    party = Party.OFFICER
    return _settle_with_school(allocation, "accept", party, by=by, on=on, position_id=position_id, comment=comment)


@transaction.atomic
def take_back(allocation: Allocation, *, by: User, on: date, reason: str = "") -> Allocation:
    """Take back an agreement that was a mistake, until the end of the next working day: the allocation is open again in
    the state before, and the letter is withdrawn. Raises Denied; see policies and permissions."""
    allocation = lock(allocation)
    settlement, row, post = check_may_take_back(allocation, by=by, on=on)
    if allocation.high_risk_since:  # A flag goes with the band that it was about.
        set_flag(allocation, "allocation.unflagged", by=None, since=None, reason="The agreement was taken back.")
    band = allocation.framework.band(settlement.position.band).name
    role = _title(allocation, post)
    deadline = move(allocation, row, by=by, on=on, reason=reason.strip(), band_name=band, role=role.lower())
    confirmed = Letter.objects.filter(about(allocation), kind="allocation_agreed", withdrawal__isnull=True)
    letters = list(confirmed)
    for letter in letters:
        withdraw(letter, reason=f"The {role.lower()} took back the agreement, which was a mistake.", by=by, on=on)
    notifications.tell_taken_back(allocation, settlement, letters, by, on=on)
    give_taken_back_receipt(settlement, deadline, by=by, on=on)
    return allocation


@transaction.atomic
def withdraw_case(allocation: Allocation, *, by: User, on: date, position_id: int, reason: str) -> PositionWithdrawal:
    """Withdraw the disagreement or the referral that waits to be decided: the allocation is back in the state before,
    with a new period for the answer. What was sent is kept, marked as withdrawn. Raises Denied("wrong_state",
    "no_reason", "changed") and those of `check_answer`."""
    allocation = lock(allocation)
    position, row, post = check_may_withdraw(allocation, by=by, on=on)
    check_is_latest(position, position_id)
    if not reason.strip():
        raise Denied("no_reason", "Enter why you withdraw it.")
    decider = check_waits_for_decision(allocation)
    told = [*notifications.partners(allocation, on), *notifications.whom_to_ask(allocation, decider, on)]
    role = _title(allocation, post)
    withdrawal = PositionWithdrawal.objects.create(
        position=position, by=by, withdrawn_as=role, on=on, at=clock.now(), reason=reason.strip()
    )
    deadline = move(allocation, row, by=by, on=on, reason=withdrawal.reason, role=role.lower(), case=CALLED[decider])
    tell_answer_withdrawn(withdrawal, decider, told, deadline, on=on)
    return withdrawal


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
    check_band_to_refer(allocation.framework, held.band if held else "", choice.band)
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
    give_case_receipt(position, decider, deadline, by=by, on=on)
    return position


def _settle_with_school(
    allocation: Allocation, action: str, party: Party, *, by: User, on: date, position_id: int, comment: str
) -> Settlement:
    allocation = lock(allocation)
    row = row_for(allocation, action)
    post = check_answer(allocation, by=by, on=on)
    position = last_position(allocation, party)
    check_is_latest(position, position_id)
    assert position is not None, "there is one, since it is still the one that was read"
    made_as = _title(allocation, post)
    settlement, _ = settle(
        allocation, row, position, how=Settlement.How.AGREED, by=by, made_as=made_as, on=on, reason=comment
    )
    notifications.tell_agreed(allocation, settlement)
    give_settled_receipt(ACCEPTANCE if action == "accept" else AGREEMENT, settlement, by=by, on=on)
    return settlement


def check_may_take_back(allocation: Allocation, *, by: User, on: date) -> tuple[Settlement, Transition, Post]:
    """Return the agreement that a person can take back, the transition to the state before, and the post by which they
    answer for the school. Raises Denied as `take_back` does."""
    settlement = settlement_of(allocation)
    was_disputed = last_position(allocation, Party.SCHOOL) is not None
    row = row_for(allocation, act_to_take_back(settlement, was_disputed=was_disputed))
    post = check_answer(allocation, by=by, on=on)
    last_day = next_working_day_after(settlement.made_on) if settlement else None
    check_take_back(allocation, settlement, last_day=last_day, reviewed=is_reviewed(allocation), on=on)
    assert settlement is not None, "it was checked"
    return settlement, row, post


def check_may_withdraw(allocation: Allocation, *, by: User, on: date) -> tuple[Position, Transition, Post]:
    """Return the case that a person can withdraw, the transition to the state before, and the post by which they answer
    for the school. Raises Denied as `withdraw_case` does."""
    was_decided = last_position(allocation, Party.OFFICER) is not None
    row = row_for(allocation, act_to_withdraw(allocation, was_decided=was_decided))
    post = check_answer(allocation, by=by, on=on)
    position = last_position(allocation, Party.SCHOOL)
    assert position is not None, "what waits for a decision was put forward"
    return position, row, post


def _title(allocation: Allocation, post: Post) -> str:
    return allocation.framework.title(post.role)
