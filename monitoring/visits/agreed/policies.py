"""Policies of agreed actions: what can be said of one, and when a reason is needed."""

from dataclasses import dataclass
from datetime import date

from sil.clock import in_words
from sil.workflow import Denied

from ..models import AgreedAction

Progress = AgreedAction.Progress
# After these nothing more is to do.
CLOSED = (Progress.DONE, Progress.DROPPED)
# What a school can say. That something is no longer needed is for both sides to agree.
OF_SCHOOL = (Progress.DONE, Progress.PARTLY, Progress.NOT_DONE)


@dataclass(frozen=True, kw_only=True)
class Update:
    """What the partner's side says: `progress` is a `Progress`, `note` what was found, `day` when, `reason` why an
    earlier update is corrected."""

    progress: str
    note: str
    day: date
    reason: str = ""


def check_update_content(action: AgreedAction, said: Update, *, on: date) -> None:
    """Raises Denied("no_state", "not_yet", "too_early", "no_note", "no_change", "no_reason")."""
    if said.progress not in Progress.values:
        raise Denied("no_state", "Select what became of the action.")
    if said.day > on:
        raise Denied("not_yet", "The day must be today or in the past.")
    if said.day < action.visit.starts_on:
        agreed = in_words(action.visit.starts_on)
        raise Denied("too_early", f"The day must be on or after {agreed}, when this was agreed.")
    if said.progress != Progress.OPEN and not said.note.strip():
        raise Denied("no_note", "Enter what was found.")
    now = (action.progress, action.progress_note, action.progress_on)
    if (said.progress, said.note.strip(), said.day) == now or said.progress == action.progress == Progress.OPEN:
        raise Denied("no_change", "This is what is already recorded. Nothing has been changed.")
    if needs_reason(action, said) and not said.reason.strip():
        raise Denied("no_reason", "Enter why the earlier update is corrected.")


def needs_reason(action: AgreedAction, said: Update) -> bool:
    """Return whether an update corrects the last one, rather than carrying on from it: it opens what was closed, takes
    back what was said, or is of an earlier day."""
    if action.progress == Progress.OPEN:
        return False
    reopened = action.progress in CLOSED and said.progress != action.progress
    earlier = action.progress_on is not None and said.day < action.progress_on
    return reopened or earlier or said.progress == Progress.OPEN


def check_school_content(action: AgreedAction, progress: str, note: str) -> None:
    """Raises Denied("no_state", "no_note", "no_change")."""
    if progress not in OF_SCHOOL:
        raise Denied("no_state", "Select how far the school is.")
    if not note.strip():
        raise Denied("no_note", "Enter what the school has done, or what has stopped it.")
    if (progress, note.strip()) == (action.school_progress, action.school_note):
        raise Denied("no_change", "This is what the school said last. Nothing has been changed.")
