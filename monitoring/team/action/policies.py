"""Policies of the actions of a team: what one needs, and what can be said of it."""

from dataclasses import dataclass
from datetime import date

from sil.accounts.models import User
from sil.workflow import Denied

from ..models import TeamAction

Progress = TeamAction.Progress


@dataclass(frozen=True, kw_only=True)
class ActionInput:
    """What is to be done, by whom and by when: a member or the lead, or somebody who is named, such as the school."""

    text: str
    owner: User | None
    owner_name: str
    due_on: date


def check_content(said: ActionInput) -> None:
    """Raises Denied("no_text", "no_owner")."""
    if not said.text.strip():
        raise Denied("no_text", "Enter what is to be done.")
    if said.owner is None and not said.owner_name.strip():
        raise Denied("no_owner", "Select a member of the team, or enter who will do it.")


def check_update(action: TeamAction, progress: str, note: str) -> None:
    """Raises Denied("no_state", "no_note", "no_change")."""
    if progress not in Progress.values:
        raise Denied("no_state", "Select what became of the action.")
    if not note.strip():
        raise Denied("no_note", "Enter what was found.")
    if (progress, note.strip()) == (action.progress, action.progress_note):
        raise Denied("no_change", "This is what is already recorded. Nothing has been changed.")
