"""Policies of the authority's actions: what is entered is complete, and what was withdrawn stays as it is."""

from dataclasses import dataclass
from datetime import date

from sil.accounts.models import User
from sil.workflow import Denied

from ...models import ActionStatus, AuthorityAction, OfstedLetter
from ..values import is_to_authority
from .transitions import ENDED, OPEN, PROGRESS


@dataclass(frozen=True, kw_only=True)
class ActionInput:
    """What somebody enters: the passage (`kind` is a `PassageKind`) and what is to be done about it, by whom (an
    account or a name) and by when."""

    kind: str
    passage: str
    text: str
    owner: User | None
    owner_name: str
    due_on: date


def content_of(action: AuthorityAction) -> ActionInput:
    """Return what an action says now."""
    return ActionInput(
        kind=action.kind,
        passage=action.passage,
        text=action.text,
        owner=action.owner,
        owner_name=action.owner_name,
        due_on=action.due_on,
    )


def check_letter(letter: OfstedLetter) -> None:
    """Raises Denied("not_confirmed") unless it is a confirmed letter to the authority."""
    if letter.status != OfstedLetter.Status.CONFIRMED or not is_to_authority(letter.held):
        raise Denied("not_confirmed", "Confirm the letter first. Actions are added to a confirmed letter.")


def check_content(said: ActionInput) -> None:
    """Raises Denied("no_passage", "no_text", "no_owner", "two_owners")."""
    if not said.passage.strip():
        raise Denied("no_passage", "Select what the action is about.")
    if not said.text.strip():
        raise Denied("no_text", "Enter what the authority will do.")
    if said.owner is None and not said.owner_name.strip():
        raise Denied("no_owner", "Enter who will do it.")
    if said.owner and said.owner_name.strip():
        raise Denied("two_owners", "Enter one owner: a person with an account, or the name of somebody without one.")


def check_progress(action: AuthorityAction, *, status: str, outcome: str, reason: str) -> None:
    """Raises Denied("no_state", "no_outcome", "no_reason", "no_change")."""
    if status not in PROGRESS:
        raise Denied("no_state", "Select how far it is.")
    if status == ActionStatus.DONE and not outcome.strip():
        raise Denied("no_outcome", "Enter what was found.")
    if (status, outcome.strip()) == (action.status, action.outcome):
        raise Denied("no_change", "Change the state or what was found. Nothing has been changed.")
    if has_ended(action) and not reason.strip():
        raise Denied("no_reason", "Enter why this is changed.")


def check_stands(action: AuthorityAction) -> None:
    """Raises Denied("withdrawn")."""
    if action.status == ActionStatus.WITHDRAWN:
        raise Denied("withdrawn", "This action was withdrawn, so it cannot be changed. Add a new action instead.")


def has_ended(action: AuthorityAction) -> bool:
    """Return whether an action is done, or will not be."""
    return action.status in ENDED


def is_late(action: AuthorityAction, on: date) -> bool:
    """Return whether an action is still open after its day."""
    return action.status in OPEN and action.due_on < on
