"""What stands in an action plan, required action by required action?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sil.web.forms import day_of

from ..models import ActionPlan, RequiredAction


@dataclass(frozen=True)
class Entry:
    """What a plan says of one required action."""

    number: int
    action: RequiredAction
    text: str
    who: str
    # The day, or where it is no real one what was typed.
    by_when: date | str
    known: str

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.who or self.by_when or self.known)


def entries_of(actions: Sequence[RequiredAction], entries: Mapping[str, Mapping[str, Any]]) -> list[Entry]:
    """What a plan says, required action by required action."""
    return [_entry(number, action, entries.get(str(action.pk), {})) for number, action in enumerate(actions, start=1)]


def draft_of(plan: ActionPlan) -> dict[str, Any]:
    """What is being written, in the shape that `Writing.content` gives."""
    return {"entries": {}, "note": ""} | plan.draft


def _entry(number: int, action: RequiredAction, said: Mapping[str, Any]) -> Entry:
    typed = said.get("by_when") or []
    by_when: date | str = day_of(typed) or " ".join(typed)
    return Entry(number, action, said.get("text", ""), said.get("who", ""), by_when, said.get("known", ""))
