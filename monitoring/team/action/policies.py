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

    @property
    def name(self) -> str:
        """The name of the owner."""
        return self.owner.name if self.owner else self.owner_name.strip()


def values_of(text: str, owner: str, due_on: date) -> dict[str, str]:
    """Return what an action says, by what it is called, for the history of its changes."""
    return {"action": text, "owner": owner, "due": due_on.isoformat()}


def check_change(action: TeamAction, said: ActionInput) -> None:
    """Raises Denied("no_change")."""
    if (action.text, action.owner, action.owner_name, action.due_on) == (
        said.text.strip(),
        said.owner,
        said.name,
        said.due_on,
    ):
        raise Denied("no_change", "Change the action, its owner or its day. Nothing has been changed.")


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
