"""Transitions between states, as rows of data, and the refusals they cause.

Pure Python: no ORM, no clock, no user model. A domain keeps one tuple of Transition rows;
its actions ask `find` for the row that fits, and the diagrams in docs/ are printed from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec


class Denied(Exception):
    """An act that is refused, with the sentence that the person reads.

    `code` is for programs and never changes its meaning; `sentence` is for people.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One legal move: what `action` leads from `source` to `target`, and who does it.

    `event` is the audit event it leaves, `starts` the deadline rule it starts,
    `letter` the kind of letter it causes, `rule` the place that says so.
    """

    action: str
    source: str
    target: str
    holder: str
    event: str
    rule: str
    starts: str = ""
    letter: str = ""


@dataclass(frozen=True)
class NextStep:
    """What comes next in a state: `act` as it reads after "please", and the text of the button that leads to it."""

    act: str
    button: str


def find(rows: Iterable[Transition], *, action: str, source: str, refusal: str) -> Transition:
    """The row for an action from a state.

    Raises Denied("wrong_state") with `refusal` when the table has none.
    """
    for row in rows:
        if row.action == action and row.source == source:
            return row
    raise Denied("wrong_state", refusal)


def require_confirmation(warnings: Iterable[str], read: str) -> None:
    """Raises Denied("sure") with what somebody should know first, unless `read` is exactly that."""
    words = " ".join(warnings)
    if words and words != read:
        raise Denied("sure", words)


P = ParamSpec("P")


def can(check: Callable[P, object]) -> Callable[P, bool]:
    """Decorator: turn a check into a question, True where `check` returns and False where it raises Denied."""

    @wraps(check)
    def answer(*args: P.args, **kwargs: P.kwargs) -> bool:
        try:
            check(*args, **kwargs)
        except Denied:
            return False
        return True

    return answer


def mermaid(rows: Iterable[Transition], *, initial: str, finals: Iterable[str]) -> str:
    """The rows as a Mermaid state diagram, for the generated reference."""
    lines = ["stateDiagram-v2", f"    [*] --> {initial}"]
    lines += [f"    {r.source} --> {r.target}: {r.action} ({r.holder})" for r in rows]
    lines += [f"    {state} --> [*]" for state in finals]
    return "\n".join(lines)
