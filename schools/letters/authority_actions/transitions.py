"""Transitions and audit events of an action of the authority on a letter from Ofsted."""

from sil.workflow import Transition

from ...models import ActionStatus as S

OPEN = (S.TO_DO, S.UNDER_WAY)
ENDED = (S.DONE, S.NOT_DONE)
PROGRESS = (*OPEN, *ENDED)
RULE = "A local rule: for each area for improvement of Ofsted's letter the authority says what it does"
_ACTS = {S.TO_DO: "set back", S.UNDER_WAY: "start", S.DONE: "finish", S.NOT_DONE: "leave undone"}


def _row(action: str, source: S, target: S, event: str) -> Transition:
    return Transition(
        action=action,
        source=source,
        target=target,
        holder="record keeper of the authority",
        event=f"authority_action.{event}",
        rule=RULE,
    )


ROWS = (
    *(_row(act, source, target, "moved") for target, act in _ACTS.items() for source in PROGRESS if source != target),
    *(_row("withdraw", source, S.WITHDRAWN, "withdrawn") for source in PROGRESS),
)
EVENTS = {
    "authority_action.added": "Action added, for {owner}, by {due}: {text}",
    "authority_action.moved": "{state}: {text}",
    "authority_action.found": "What was found was recorded: {text}",
    "authority_action.corrected": "Action corrected: {text}",
    "authority_action.handed_over": "{owner} took the action over from {old}: {text}",
    "authority_action.withdrawn": "Action withdrawn, because it was entered by mistake: {text}",
}


def act_of(target: str) -> str:
    """Return the name of the act that leads to a state. Raises KeyError for one that no progress leads to."""
    return _ACTS[S(target)]
