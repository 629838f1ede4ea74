"""Policies of a meeting of a team: what its plan and its notes need."""

from dataclasses import dataclass
from datetime import date, time

from sil.clock import time_in_words, weekday_in_words
from sil.workflow import Denied

from ..models import Meeting


@dataclass(frozen=True, kw_only=True)
class WhenInput:
    """When and where a team meets."""

    day: date
    begins: time
    mode: str
    place: str


@dataclass(frozen=True, kw_only=True)
class MeetingInput(WhenInput):
    """Why a team meets besides, and whether the headteacher and the chair are invited with the members."""

    purpose: str
    invites_head: bool
    invites_chair: bool


@dataclass(frozen=True, kw_only=True)
class NotesInput:
    """Who came to a meeting, what was discussed and what was decided."""

    present: str
    discussed: str
    decided: str


def check_when(said: WhenInput, *, on: date) -> None:
    """Raises Denied("past", "no_place")."""
    if said.day < on:
        raise Denied("past", "The day must be today or later.")
    if said.mode == Meeting.Mode.IN_PERSON and not said.place.strip():
        raise Denied("no_place", "Enter the place, such as the room and the school.")


def check_plan(said: MeetingInput, *, on: date) -> None:
    """Raises Denied("no_purpose") and those of `check_when`."""
    check_when(said, on=on)
    if not said.purpose.strip():
        raise Denied("no_purpose", "Enter what the meeting is for.")


def check_move(meeting: Meeting, said: WhenInput, reason: str, *, on: date) -> None:
    """Raises Denied("no_reason", "no_change") and those of `check_when`."""
    check_when(said, on=on)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the meeting is moved.")
    if said == when_of(meeting):
        raise Denied("no_change", "Change the day, the time or the place. Nothing has been changed.")


def when_of(meeting: Meeting) -> WhenInput:
    """Return when and where a meeting is planned at present."""
    return WhenInput(day=meeting.day, begins=meeting.begins, mode=meeting.mode, place=meeting.place)


def when_in_words(said: WhenInput) -> dict[str, str]:
    """Return when and where a team meets, by what it is called, for the history of its changes."""
    words = {"day": weekday_in_words(said.day), "time": time_in_words(said.begins)}
    return words | {"where": where(said)}


def where(said: WhenInput | Meeting) -> str:
    """Return where a team meets, in words: "Online", or the place."""
    online = said.mode == Meeting.Mode.ONLINE
    return ": ".join(filter(None, ("Online" if online else "", said.place)))


def check_notes(meeting: Meeting, said: NotesInput, *, on: date) -> None:
    """Raises Denied("not_yet", "no_present", "no_discussed")."""
    if meeting.day > on:
        raise Denied("not_yet", "You can record what was decided from the day of the meeting.")
    if not said.present.strip():
        raise Denied("no_present", "Enter who came.")
    if not said.discussed.strip():
        raise Denied("no_discussed", "Enter what was discussed.")


def check_correction(meeting: Meeting, said: NotesInput, reason: str) -> None:
    """Raises Denied("not_held", "no_reason", "no_change")."""
    if not meeting.is_held:
        raise Denied("not_held", "Only the notes of a meeting that was held can be corrected.")
    if not reason.strip():
        raise Denied("no_reason", "Enter why the notes are corrected.")
    if said == notes_of(meeting):
        raise Denied("no_change", "Change the notes. Nothing has been changed.")


def notes_of(meeting: Meeting) -> NotesInput:
    """Return the notes of a meeting as they are now."""
    return NotesInput(present=meeting.present, discussed=meeting.discussed, decided=meeting.decided)
