"""Transitions of a disposal, and the task that carries it on."""

from sil.workflow import Transition

from .states import DisposalState as D

CARRY_ON = "monitoring.retention.tasks.carry_on"
_RULE = "Agreed with the authority: a second person approves a disposal (docs/adr/0169)"


def _row(action: str, source: D, target: D, holder: str, event: str) -> Transition:
    return Transition(action=action, source=source, target=target, holder=holder, event=event, rule=_RULE)


ROWS = (
    _row("propose", D.GATHERING, D.PROPOSED, "", "disposal.proposed"),
    _row("approve", D.PROPOSED, D.APPROVED, "director_of_education", "disposal.approved"),
    _row("refuse", D.PROPOSED, D.REFUSED, "director_of_education", "disposal.refused"),
    _row("withdraw", D.GATHERING, D.WITHDRAWN, "administrator", "disposal.withdrawn"),
    _row("withdraw", D.PROPOSED, D.WITHDRAWN, "administrator", "disposal.withdrawn"),
    _row("finish", D.APPROVED, D.DONE, "", "disposal.done"),
)
