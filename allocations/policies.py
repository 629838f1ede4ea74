"""Does the state of an allocation allow the act? No person is asked about here."""

from collections.abc import Collection

from sil.framework.schema import Criterion, Framework
from sil.workflow import Denied, Transition, find

from .models import Allocation
from .states import State
from .transitions import ROWS

# What a person reads when an act does not fit the state, by action.
_REFUSALS = {
    "propose": "This allocation has been proposed already. You can revise the proposal.",
    "revise": "Only a proposal that waits for the headteacher can be revised.",
    "agree": "There is no proposal here that waits for an answer.",
}


def row_for(allocation: Allocation, action: str) -> Transition:
    """The transition of an act from the allocation's state. Raises Denied("wrong_state")."""
    return find(ROWS, action=action, source=allocation.status, refusal=_REFUSALS[action])


def act_of_sip(allocation: Allocation) -> str:
    """Whether a School Improvement Partner would propose or revise now."""
    return "propose" if allocation.status == State.IDENTIFIED else "revise"


def check_still(allocation: Allocation, proposal_id: int) -> None:
    """Raises Denied("changed") when the proposal that was read is no longer the latest."""
    if allocation.proposal_id != proposal_id:
        raise Denied(
            "changed", "The proposal was changed while you were reading it. Nothing was agreed: read the new one first."
        )


def unmarked(framework: Framework, marked: Collection[str]) -> list[Criterion]:
    """The criteria of the framework that have no mark yet."""
    return [criterion for criterion in framework.criteria if criterion.id not in marked]


def check_choice(framework: Framework, *, band: str, reasons: str, marked: Collection[str]) -> None:
    """Raises Denied when a proposal lacks a band, a reason or a mark (framework, SSA process:
    on the evidence, evaluated according to the criteria)."""
    if band not in {b.id for b in framework.bands}:
        raise Denied("no_band", "Choose the band you propose.")
    if not reasons.strip():
        raise Denied("no_reasons", "Give your reasons for the band.")
    if missing := unmarked(framework, marked):
        raise Denied("unmarked", f"Mark every criterion. Still open: {', '.join(c.name for c in missing)}.")
