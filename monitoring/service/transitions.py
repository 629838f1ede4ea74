"""Transitions and audit events of a concern about the service."""

from sil.workflow import Transition

from .models import ServiceConcern

_S = ServiceConcern.Status
RULE = "Framework, Quality Assurance: schools communicate concerns about quality in writing"
# The deadline that runs from the day a concern is raised.
DEADLINE = "service_concern"


def _row(action: str, source: str, target: str, holder: str, *, starts: str = "") -> Transition:
    return Transition(
        action=action,
        source=source,
        target=target,
        holder=holder,
        event=f"service_concern.{target}" if action == "answer" else "service_concern.reopened",
        rule=RULE,
        starts=starts,
    )


ROWS = (
    _row("answer", _S.RAISED, _S.ANSWERED, "principal_officer"),
    _row("reopen", _S.ANSWERED, _S.RAISED, "headteacher", starts=DEADLINE),
)
EVENTS = {
    "service_concern.sent": "The {role} raised a concern about the service",
    "service_concern.passed_on": "{name} is looking into the concern about the service",
    "service_concern.answered": "Concern about the service answered: {outcome}",
    "service_concern.answer_corrected": "Answer to the concern about the service corrected: {outcome}",
    "service_concern.reopened": "The school is not satisfied with the answer",
}
