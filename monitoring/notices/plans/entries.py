"""The entries of an action plan: what it says of each required action."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..days import TypedDay, read_day
from ..models import ActionPlan, RequiredAction


@dataclass(frozen=True)
class Entry:
    """What a plan says of one required action."""

    number: int
    action: RequiredAction
    text: str
    who: str
    by_when: TypedDay
    known: str

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.who or self.by_when or self.known)


def entries_of(actions: Sequence[RequiredAction], entries: Mapping[str, Mapping[str, Any]]) -> list[Entry]:
    """Return what a plan says of each required action. `entries` are as they are stored, by key of the action."""
    return [_entry(number, action, entries.get(str(action.pk), {})) for number, action in enumerate(actions, start=1)]


def draft_of(plan: ActionPlan) -> dict[str, Any]:
    """Return what is being written, as `Writing.content` gives it."""
    return {"entries": {}, "note": ""} | plan.draft


def _entry(number: int, action: RequiredAction, said: Mapping[str, Any]) -> Entry:
    by_when = read_day(said.get("by_when"))
    text, who, known = (said.get(what, "").strip() for what in ("text", "who", "known"))
    return Entry(number, action, text, who, by_when, known)
