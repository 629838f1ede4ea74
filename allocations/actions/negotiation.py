"""Propose and revise, agree, disagree, accept and refer: what the partner and the school do."""

from datetime import date

from django.db import transaction

from schools.models import Post
from schools.queries import holders
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.clock import in_words
from sil.workflow import Denied, Transition

from .. import notifications
from ..models import Allocation, Position, Settlement
from ..permissions import check_answer, check_propose
from ..policies import (
    check_choice,
    check_disagree,
    check_marked,
    check_other_band,
    check_refer,
    check_still,
    row_for,
)
from ..queries import last_position, open_period, settlement_of
from ..states import Party
from .case import Case, take
from .moves import lock, move, settle


@transaction.atomic
def propose(allocation: Allocation, *, by: User, on: date, case: Case) -> Position:
    """Put a band with reasons to the headteacher. Raises Denied; see policies and permissions."""
    return _put(lock(allocation), "propose", by=by, on=on, case=case)


@transaction.atomic
def revise(allocation: Allocation, *, by: User, on: date, case: Case) -> Position:
    """Replace a proposal that still waits; the earlier one is kept and the answer period begins anew."""
    return _put(lock(allocation), "revise", by=by, on=on, case=case)


@transaction.atomic
def agree(allocation: Allocation, *, by: User, on: date, position_id: int) -> Settlement:
    """The headteacher agrees to the proposal they read, at once or after having disagreed; the letter
    goes out. Raises Denied("wrong_state", "not_the_head", "own_proposal", "changed")."""
    return _settle_with_school(lock(allocation), "agree", Party.SIP, by=by, on=on, position_id=position_id)


@transaction.atomic
def accept(allocation: Allocation, *, by: User, on: date, position_id: int) -> Settlement:
    """The headteacher accepts the decision on the disagreement; the letter goes out."""
    return _settle_with_school(lock(allocation), "accept", Party.OFFICER, by=by, on=on, position_id=position_id)


@transaction.atomic
def record_agreement(
    allocation: Allocation, *, by: User, on: date, position_id: int, met_on: date, met_with: str
) -> Settlement:
    """Record that the school agreed in a meeting; it is told and may still disagree for as long as it
    had to answer. Raises Denied("future_meeting", "before_proposal", "nobody_named") besides."""
    allocation = lock(allocation)
    row = row_for(allocation, "record_agreement")
    check_propose(allocation, by=by, on=on)
    check_still(allocation.proposal, position_id)
    proposal = _proposal(allocation)
    if met_on > on:
        raise Denied("future_meeting", "The day of the meeting must be today or in the past.")
    if met_on < proposal.taken_on:
        day = in_words(proposal.taken_on)
        raise Denied("before_proposal", f"The meeting must be on or after {day}, when this version was proposed.")
    if not met_with.strip():
        raise Denied("nobody_named", "Enter who agreed for the school.")
    leads = _leads(allocation, on)
    settlement, deadline = settle(
        allocation,
        row,
        proposal,
        how=Settlement.How.RECORDED,
        by=by,
        as_=allocation.framework.title("sip"),
        on=on,
        met_on=met_on,
        met_with=met_with.strip(),
    )
    for post in leads:
        notifications.tell_recorded(allocation, settlement, post.user, deadline)
    return settlement


@transaction.atomic
def disagree(allocation: Allocation, *, by: User, on: date, position_id: int, case: Case) -> Position:
    """The headteacher names another band and says why; the Principal Officer decides (framework, SSA
    process). Also after an agreement that a partner recorded, within the period."""
    allocation = lock(allocation)
    row = row_for(allocation, "disagree")
    post = check_answer(allocation, by=by, on=on)
    check_disagree(allocation, settlement_of(allocation), open_period(allocation, "contest"), on)
    check_still(allocation.proposal, position_id)
    framework, proposal = allocation.framework, _proposal(allocation)
    check_choice(framework, band=case.band, reasons=case.reasons)
    check_other_band(framework, proposal.band, case.band)
    return _contend(allocation, row, Party.OFFICER, by=by, post=post, on=on, case=case)


@transaction.atomic
def refer(allocation: Allocation, *, by: User, on: date, position_id: int, case: Case) -> Position:
    """A headteacher who remains concerned about the decision refers it to the Director of Education
    (framework, SSA process). Also after a confirmation without an answer, within the period."""
    allocation = lock(allocation)
    row = row_for(allocation, "refer")
    post = check_answer(allocation, by=by, on=on)
    settlement = settlement_of(allocation)
    check_refer(allocation, settlement, open_period(allocation, "contest"), on)
    held = settlement.position if settlement else last_position(allocation, Party.OFFICER)
    check_still(held, position_id)
    check_choice(allocation.framework, band=case.band, reasons=case.reasons)
    return _contend(allocation, row, Party.DIRECTOR, by=by, post=post, on=on, case=case)


def _put(allocation: Allocation, action: str, *, by: User, on: date, case: Case) -> Position:
    row = row_for(allocation, action)
    check_propose(allocation, by=by, on=on)
    framework = allocation.framework
    check_choice(framework, band=case.band, reasons=case.reasons)
    check_marked(framework, case.marks)
    leads = _leads(allocation, on)
    proposal = take(allocation, Party.SIP, by=by, as_=framework.title("sip"), on=on, case=case)
    deadline = move(
        allocation,
        row,
        by=by,
        on=on,
        reason=proposal.reasons,
        proposal=proposal,
        band_name=framework.band(case.band).name,
        number=str(proposal.number),
    )
    assert deadline is not None, "a proposal starts the period for its answer"
    for post in leads:
        notifications.tell_proposed(allocation, proposal, post.user, deadline)
    return proposal


def _contend(
    allocation: Allocation, row: Transition, decider: Party, *, by: User, post: Post, on: date, case: Case
) -> Position:
    """The school puts its case, and it goes to whoever decides next."""
    position = take(allocation, Party.SCHOOL, by=by, as_=_title(allocation, post), on=on, case=case)
    deadline = move(
        allocation,
        row,
        by=by,
        on=on,
        reason=position.reasons,
        band_name=allocation.framework.band(case.band).name,
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
    check_still(position, position_id)
    assert position is not None, "there is one, since it is still the one that was read"
    settlement, _ = settle(
        allocation, row, position, how=Settlement.How.AGREED, by=by, as_=_title(allocation, post), on=on
    )
    notifications.tell_agreed(allocation, settlement)
    return settlement


def _leads(allocation: Allocation, on: date) -> list[Post]:
    """Who answers for the school. Raises Denied("no_head") where nobody is recorded."""
    if leads := list(holders(allocation.school, on, LEADS)):
        return leads
    raise Denied(
        "no_head",
        f"No headteacher is recorded for {allocation.school}. "
        "An administrator has to record one before a proposal can be put to them.",
    )


def _proposal(allocation: Allocation) -> Position:
    assert allocation.proposal is not None, "it was proposed, so there is a proposal"
    return allocation.proposal


def _title(allocation: Allocation, post: Post) -> str:
    return allocation.framework.title(post.role)
