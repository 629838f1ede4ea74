"""What the state of a request allows: which acts, and which days make sense. No user, no queries."""

from datetime import date

from sil.clock import in_words
from sil.workflow import Denied, can, find

from ..models import InformationRequest
from ..states import RequestState
from ..transitions import ROWS

MOVED = "This request has moved on. Read where it stands and try again."


def check_act(request: InformationRequest, act: str) -> None:
    """Raise Denied("wrong_state", "not_access", "checked", "extended", "identity", "stopped")."""
    if act in ("correct", "identity", "extend"):
        if request.is_over:
            raise Denied("wrong_state", "This request is closed. Open it again first.")
    else:
        find(ROWS, action=act, source=request.status, refusal=MOVED)
    if act == "identity" and not request.is_access:
        raise Denied("not_access", "Identity is checked only for subject access.")
    if act == "identity" and request.identity_on:
        raise Denied("checked", "The identity was checked already.")
    if act == "extend" and request.extended_until:
        raise Denied("extended", "The time was extended already.")
    if act == "extend" and request.status == RequestState.CLARIFYING:
        raise Denied("stopped", "The time stands still until the clarification is there.")
    if act == "answer" and request.is_access and not request.identity_on:
        raise Denied("identity", "Record first how you know that the person is who they say.")


can_act = can(check_act)


def check_day(request: InformationRequest, day: date, *, on: date) -> None:
    """Raise Denied("day") for a day before the request came in, before it was stopped, or to come."""
    first = max(filter(None, (request.received_on, request.stopped_on)))
    if day < first:
        raise Denied("day", f"Enter a day on or after {in_words(first)}.")
    if day > on:
        raise Denied("day", "Enter today or a day that has passed.")
