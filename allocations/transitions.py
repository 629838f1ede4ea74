"""How does an allocation come from one state to the next?"""

from sil.workflow import Transition

from .states import State

SSA = "Framework, School Support Allocation process"

ROWS = (
    Transition(
        action="propose",
        source=State.IDENTIFIED,
        target=State.PROPOSED,
        holder="sip",
        event="allocation.proposed",
        starts="answer",
        rule=f"{SSA}, first and third points",
    ),
    Transition(
        action="revise",
        source=State.PROPOSED,
        target=State.PROPOSED,
        holder="sip",
        event="allocation.revised",
        starts="answer",
        rule=f"{SSA}, second point: negotiated",
    ),
    Transition(
        action="agree",
        source=State.PROPOSED,
        target=State.AGREED,
        holder="headteacher",
        event="allocation.agreed",
        letter="allocation_agreed",
        rule=f"{SSA}, second point: agreed between SIP and headteacher",
    ),
)
