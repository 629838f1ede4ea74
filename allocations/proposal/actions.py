"""Propose a band, revise the proposal, record an agreement made in a meeting."""

from datetime import date

from django.db import transaction

from schools.models import Post
from schools.queries import receivers
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.clock import in_words
from sil.framework.years import first_day, label
from sil.workflow import Denied, Transition, require_confirmation

from ..allocation import notifications
from ..allocation.actions import lock, move, settle
from ..allocation.permissions import check_propose
from ..allocation.policies import check_choice, check_is_latest, check_marked, check_way, row_for
from ..allocation.queries import proposal_of
from ..models import Allocation, Position, Settlement
from ..position.actions import PositionInput, write_position, write_unchecked
from ..states import Party
from .notifications import ask_to_check


@transaction.atomic
def propose(allocation: Allocation, *, by: User, on: date, choice: PositionInput) -> Position:
    """Propose a band with reasons to the headteacher. Raises Denied; see policies and permissions."""
    return _write_proposal(lock(allocation), "propose", by=by, on=on, choice=choice)


@transaction.atomic
def submit(allocation: Allocation, *, by: User, on: date, choice: PositionInput) -> Position:
    """Send a proposal to be checked before the headteacher reads it. Raises Denied; see policies and permissions."""
    return _send_to_check(lock(allocation), "submit", by=by, on=on, choice=choice)


@transaction.atomic
def resubmit(allocation: Allocation, *, by: User, on: date, choice: PositionInput) -> Position:
    """Replace a proposal that is being checked. The earlier one is kept for the authority."""
    return _send_to_check(lock(allocation), "resubmit", by=by, on=on, choice=choice)


@transaction.atomic
def revise(allocation: Allocation, *, by: User, on: date, choice: PositionInput) -> Position:
    """Replace a proposal that still waits. The earlier one is kept, and the answer period restarts."""
    return _write_proposal(lock(allocation), "revise", by=by, on=on, choice=choice)


@transaction.atomic
def record_agreement(
    allocation: Allocation, *, by: User, on: date, position_id: int, met_on: date, met_with: str, sure: str = ""
) -> Settlement:
    """Record that the school agreed in a meeting, which may have been before the proposal was typed. The school is
    told, and may still disagree for as long as it had to answer.

    Raises Denied("future_meeting", "nobody_named"), those of `check_propose`, and Denied("sure") with what is unusual
    about the day, unless `sure` is exactly that sentence.
    """
    allocation = lock(allocation)
    row = row_for(allocation, "record_agreement")
    check_propose(allocation, by=by, on=on)
    check_is_latest(allocation.proposal, position_id)
    proposal = proposal_of(allocation)
    if met_on > on:
        raise Denied("future_meeting", "The day of the meeting must be today or in the past.")
    if not met_with.strip():
        raise Denied("nobody_named", "Enter who agreed for the school.")
    require_confirmation(meeting_warnings(allocation, proposal, met_on), sure)
    leads = require_heads(allocation, on)
    settlement, deadline = settle(
        allocation,
        row,
        proposal,
        how=Settlement.How.RECORDED,
        by=by,
        made_as=allocation.framework.title("sip"),
        on=on,
        met_on=met_on,
        met_with=met_with.strip(),
    )
    for post in leads:
        notifications.tell_recorded(allocation, settlement, post.user, deadline)
    return settlement


def meeting_warnings(allocation: Allocation, proposal: Position, met_on: date) -> list[str]:
    """Return what is unusual about the day of a meeting; none of it is forbidden."""
    found, year = [], allocation.round.academic_year
    if met_on < first_day(year):
        found.append(f"{in_words(met_on)} is before the academic year {label(year)}, which this band is for.")
    if proposal.number > 1 and met_on < proposal.taken_on:
        found.append(
            f"The proposal was revised on {in_words(proposal.taken_on)}, after this day. Check that the school agreed "
            f"to {allocation.framework.band(proposal.band).name}."
        )
    return found


def _send_to_check(allocation: Allocation, action: str, *, by: User, on: date, choice: PositionInput) -> Position:
    row = _row_to_send(allocation, action, by=by, on=on, choice=choice)
    framework = allocation.framework
    sent = write_unchecked(allocation, by=by, taken_as=framework.title("sip"), on=on, choice=choice)
    band_name, number = framework.band(choice.band).name, str(sent.number)
    move(allocation, row, by=by, on=on, reason=sent.reasons, band_name=band_name, number=number)
    ask_to_check(allocation, sent, on=on)
    return sent


def _write_proposal(allocation: Allocation, action: str, *, by: User, on: date, choice: PositionInput) -> Position:
    row = _row_to_send(allocation, action, by=by, on=on, choice=choice)
    framework = allocation.framework
    leads = require_heads(allocation, on)
    proposal = write_position(allocation, Party.SIP, by=by, taken_as=framework.title("sip"), on=on, choice=choice)
    deadline = move(
        allocation,
        row,
        by=by,
        on=on,
        reason=proposal.reasons,
        proposal=proposal,
        band_name=framework.band(choice.band).name,
        number=str(proposal.number),
    )
    assert deadline is not None, "a proposal starts the period for its answer"
    for post in leads:
        notifications.tell_proposed(allocation, proposal, post.user, deadline)
    return proposal


def _row_to_send(allocation: Allocation, action: str, *, by: User, on: date, choice: PositionInput) -> Transition:
    """The transition of an act that sends a whole proposal, where state, person and proposal allow it."""
    row = row_for(allocation, action)
    check_way(allocation, action)
    check_propose(allocation, by=by, on=on)
    check_choice(allocation.framework, band=choice.band, reasons=choice.reasons)
    check_marked(allocation.criteria, choice.marks)
    return row


def require_heads(allocation: Allocation, on: date) -> list[Post]:
    """Return who answers for the school. Raises Denied("no_head") where nobody is recorded."""
    if leads := receivers(allocation.school, on, LEADS):
        return leads
    raise Denied(
        "no_head",
        f"No headteacher is recorded for {allocation.school}. "
        "An administrator has to record one before a proposal can be put to them.",
    )
