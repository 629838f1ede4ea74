"""Move and settle an allocation. The only module that writes its status."""

from datetime import date

from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import in_words
from sil.deadlines import actions as deadlines
from sil.deadlines.models import Deadline
from sil.framework.years import label
from sil.workflow import Transition

from ..models import Allocation, Position, Settlement
from ..transitions import OWED
from .letters import sign_for
from .queries import period_of
from .settled import tell_settled


def lock(allocation: Allocation, *, to_write: bool = False) -> Allocation:
    """Lock an allocation until the transaction ends, and return it as it is now. Raises Denied("changed") where the
    page of the act showed it otherwise; a text that is only saved (`to_write`) is kept all the same."""
    # Joined in the same statement, a proposal written while it waited for the lock would read as none.
    Allocation.objects.select_for_update().only("pk").get(pk=allocation.pk)
    found = Allocation.objects.select_related("round__framework_version", "school", "proposal", "reviews").get(
        pk=allocation.pk
    )
    if not to_write:
        require_as_shown(found)
    return found


def move(
    allocation: Allocation,
    row: Transition,
    *,
    by: User,
    on: date,
    reason: str = "",
    proposal: Position | None = None,
    settlement: Settlement | None = None,
    **said: str,
) -> Deadline | None:
    """Change the status: record the event (which the trigger asks for), end the periods that ran and start the one that
    runs now. Return that period, or None.

    With a `settlement` its band holds from now on; without one no band does. `facts` fill the sentence of the event, in
    words that later frameworks cannot change. The caller holds the lock.
    """
    events.record(
        row.event,
        subject=allocation,
        by=by,
        scope=scope(allocation.school),
        status=(allocation.status, row.target),
        reason=reason,
        year=label(allocation.round.academic_year),
        **said,
    )
    holds = settlement is not None
    if holds:
        _supersede(allocation, on)
    allocation.status = row.target
    allocation.proposal = proposal or allocation.proposal
    allocation.band = settlement.position.band if settlement else ""
    allocation.ended_on = on if settlement or row.action == "withdraw" else None
    allocation.save(update_fields=["status", "proposal", "band", "ended_on"])
    if not holds:
        _supersede(allocation, None)
    return _periods(allocation, row, on)


def _meeting_in_words(settlement: Settlement) -> str:
    """What the history says of a meeting; "" without one."""
    if settlement.met_on is None:
        return ""
    return f"{settlement.met_with} agreed in a meeting on {in_words(settlement.met_on)}."


def settle(
    allocation: Allocation,
    row: Transition,
    position: Position,
    *,
    how: str,
    by: User,
    made_as: str,
    on: date,
    met_on: date | None = None,
    met_with: str = "",
    reason: str = "",
) -> tuple[Settlement, Deadline | None]:
    """End an allocation with the band of a position, and sign the letter. Return the settlement and the period within
    which the school may still object, or None. The caller holds the lock."""
    settlement = Settlement.objects.create(
        allocation=allocation,
        position=position,
        how=how,
        made_by=by,
        made_as=made_as,
        made_on=on,
        made_at=clock.now(),
        met_on=met_on,
        met_with=met_with,
        reason=reason.strip(),
    )
    deadline = move(
        allocation,
        row,
        by=by,
        on=on,
        reason=reason or _meeting_in_words(settlement),
        settlement=settlement,
        band_name=allocation.framework.band(position.band).name,
        role=made_as.lower(),
    )
    sign_for(row.letter, allocation, position=position, settlement=settlement, deadline=deadline, on=on)
    tell_settled(allocation, on)
    return settlement, deadline


def set_flag(allocation: Allocation, event: str, *, by: User | None, since: date | None, reason: str) -> Allocation:
    """Set the high-risk flag from a day, or take it off with `since=None`. The caller holds the lock."""
    events.record(
        event,
        subject=allocation,
        by=by,
        scope=scope(allocation.school),
        reason=reason,
        year=label(allocation.round.academic_year),
    )
    allocation.high_risk_since = since
    allocation.high_risk_reason = reason if since else ""
    allocation.save(update_fields=["high_risk_since", "high_risk_reason"])
    return allocation


def _periods(allocation: Allocation, row: Transition, on: date) -> Deadline | None:
    others = {rule: row.holder in owed_by and not allocation.is_withdrawn for rule, owed_by in OWED.items()}
    for met in (True, False):
        ended = [rule for rule, is_met in others.items() if is_met is met and rule != row.starts]
        deadlines.end_any(allocation, ended, on=on, met=met)
    period = period_of(allocation.framework, row)
    if period is None:
        return None
    return deadlines.start(allocation, rule=row.starts, period=period, on=on)


def _supersede(allocation: Allocation, on: date | None) -> None:
    """A review sets the allocation it reviews aside when it ends, and no longer once it is open
    again. A school has one band at any moment, so the order of the two writes matters."""
    earlier = allocation.reviews
    if earlier is not None and earlier.superseded_on != on:
        earlier.superseded_on = on
        earlier.save(update_fields=["superseded_on"])
