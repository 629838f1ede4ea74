"""Lock a partnership plan, move it, and let agreements lapse when the text changes. What the other nouns share."""

from datetime import date
from typing import Any

from schools.assistants.queries import acting
from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.audit.models import Event
from sil.audit.shown import require_as_shown
from sil.workflow import Transition, find

from ..models import PartnershipPlan
from ..states import PlanState, Side
from ..transitions import ROWS
from .notifications import tell_lapsed
from .permissions import side_of, signs_as
from .queries import plans

_REFUSALS = {
    "begin": "The plan is being written already.",
    "complete": "There is no text to agree at present.",
    "change": "Only a plan that is agreed, and is not being changed, can be changed.",
    "give_up": "The plan is not being changed.",
    "end": "The plan has already ended.",
}


def lock(plan: PartnershipPlan, *, to_write: bool = False) -> PartnershipPlan:
    """The plan as it stands, held until the transaction ends. Raises Denied("changed") where the page of the act showed
    it otherwise; a text that is only saved (`to_write`) is kept all the same."""
    PartnershipPlan.objects.select_for_update().only("pk").get(pk=plan.pk)
    found = plans().get(pk=plan.pk)
    if not to_write:
        require_as_shown(found)
    return found


def row_for(plan: PartnershipPlan, action: str) -> Transition:
    """Return the transition of an action. Raises Denied("wrong_state")."""
    refusal = _REFUSALS.get(action, "The plan has not ended.")
    return find(ROWS, action=action, source=plan.status, refusal=refusal)


def record(plan: PartnershipPlan, event: str, *, by: User | None, reason: str = "", **said: Any) -> Event:
    """Record an event of a plan, with its title."""
    acts = acting(by, plan.school, clock.today()) if by else None
    return events.record(
        event, subject=plan, by=acts, scope=scope(plan.school), reason=reason, title=plan.title, **said
    )


def move(plan: PartnershipPlan, row: Transition, *, by: User | None, reason: str = "", **said: Any) -> Event:
    """Record the event (which the trigger asks for) and change the status; the caller saves the plan and holds its
    lock."""
    made = record(plan, row.event, by=by, reason=reason, status=(plan.status, row.target), **said)
    plan.status = row.target
    return made


def text_changed(plan: PartnershipPlan, *, by: User, on: date) -> None:
    """Count a change of the text. An agreement to the text before no longer applies, and its side is told. The caller
    holds the lock of the plan."""
    plan.text_version += 1
    lapsed = [side for side in Side if plan.agreement_of(side)]
    plan.partner_agreement = plan.head_agreement = None
    plan.save(update_fields=["text_version", "partner_agreement", "head_agreement"])
    for side in lapsed:
        mine = side_of(plan, by, on)
        made = record(plan, "partnership_plan.lapsed", by=by, role=plan.title_of(side))
        tell_lapsed(plan, side, by=by, role=signs_as(plan, mine, by, on) if mine else "", key=made.pk, on=on)


def begin(plan: PartnershipPlan, *, by: User) -> None:
    """Start to write a plan that was asked for. The caller holds the lock."""
    if plan.status == PlanState.ASKED:
        move(plan, row_for(plan, "begin"), by=by)
        plan.save(update_fields=["status"])
