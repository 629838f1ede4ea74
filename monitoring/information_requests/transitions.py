"""Transitions of a request for information."""

from sil.workflow import Transition

from .states import RequestState as R

_WHO = "principal_officer"
_UK_GDPR = "UK GDPR, Articles 12, 12A and 15"
_FOIA = "Freedom of Information Act 2000, sections 1, 10 and 17"
_LOCAL = "A local rule (docs/adr/0161)"


def _row(action: str, source: R, target: R, event: str, rule: str) -> Transition:
    return Transition(action=action, source=source, target=target, holder=_WHO, event=event, rule=rule)


ROWS = (
    _row("clarify", R.OPEN, R.CLARIFYING, "information_request.clarify", f"{_FOIA}; {_UK_GDPR}"),
    _row("clarified", R.CLARIFYING, R.OPEN, "information_request.clarified", f"{_FOIA}; {_UK_GDPR}"),
    _row("answer", R.OPEN, R.ANSWERED, "information_request.answered", f"{_FOIA}; {_UK_GDPR}"),
    _row("refuse", R.OPEN, R.REFUSED, "information_request.refused", f"{_FOIA}; {_UK_GDPR}"),
    _row("withdraw", R.OPEN, R.WITHDRAWN, "information_request.withdrawn", _LOCAL),
    _row("withdraw", R.CLARIFYING, R.WITHDRAWN, "information_request.withdrawn", _LOCAL),
    *(_row("reopen", over, R.OPEN, "information_request.reopened", _LOCAL) for over in (R.ANSWERED, R.REFUSED)),
    _row("reopen", R.WITHDRAWN, R.OPEN, "information_request.reopened", _LOCAL),
)
