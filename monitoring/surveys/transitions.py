"""Transitions and audit events of a survey."""

from sil.audit.events import APART
from sil.workflow import Transition

from .models import Cycle

_S = Cycle.Status
RULE = "Ofsted's questions to headteachers and governors about the authority's support and challenge"


def _row(action: str, source: str, target: str, event: str) -> Transition:
    return Transition(action=action, source=source, target=target, holder="principal_officer", event=event, rule=RULE)


ROWS = (
    _row("open", _S.PLANNED, _S.OPEN, "survey.opened"),
    _row("close", _S.OPEN, _S.CLOSED, "survey.closed"),
    _row("cancel", _S.PLANNED, _S.CANCELLED, "survey.cancelled"),
    _row("cancel", _S.OPEN, _S.CANCELLED, "survey.cancelled"),
)
EVENTS = {
    "survey.planned": "Survey “{name}” planned",
    "survey.changed": "Survey “{name}” changed before it opened",
    "survey.opened": "Survey “{name}” opened: {number} answers asked for",
    "survey.extended": "Survey “{name}” is open until {day}",
    "survey.closed": "Survey “{name}” closed",
    "survey.cancelled": "Survey “{name}” cancelled",
    "survey.shared": "What the survey “{name}” told us was shared with those who were asked",
    "survey.answered": "Survey answered",
    "survey.answer_changed": "Answer to the survey changed",
    "survey.theme_added": "Theme “{theme}” added",
    "survey.theme_changed": "Theme “{theme}” changed",
    "survey.comment_tagged": "Comment given its themes",
}
# A theme more is no matter to whoever shares the results.
PARTS = {"survey.theme_added": APART}
