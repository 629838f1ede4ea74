"""Policies of notes: what is written is complete, and what was withdrawn stays as it is."""

from dataclasses import dataclass
from datetime import date

from sil.workflow import Denied

from .models import Note, NoteKind


@dataclass(frozen=True, kw_only=True)
class NoteInput:
    """What somebody enters: `kind` is a `NoteKind`, `met` with whom."""

    kind: str
    day: date
    met: str
    text: str


def content_of(note: Note) -> NoteInput:
    """Return what a note says now."""
    return NoteInput(kind=note.kind, day=note.day, met=note.met, text=note.text)


def check_content(said: NoteInput, *, on: date) -> None:
    """Raises Denied("no_kind", "not_yet", "no_met", "no_text")."""
    if said.kind not in NoteKind.values:
        raise Denied("no_kind", "Select what it was.")
    if said.day > on:
        raise Denied("not_yet", "The day must be today or in the past. Plan what is still to come as a visit.")
    if not said.met.strip():
        raise Denied("no_met", "Enter who you spoke or wrote to.")
    if not said.text.strip():
        raise Denied("no_text", "Enter what was said.")


def check_stands(note: Note) -> None:
    """Raises Denied("withdrawn")."""
    if note.is_withdrawn:
        raise Denied("withdrawn", "This note was withdrawn, so it cannot be changed. Add a new note instead.")
