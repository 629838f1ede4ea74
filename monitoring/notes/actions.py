"""Add a note, correct it, share it with the school, and withdraw it."""

from datetime import date

from django.db import transaction

from schools.models import School
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.clock import weekday_in_words
from sil.workflow import Denied

from .models import Note, NoteVersion
from .notifications import Corrected, Shared, Withdrawn, tell
from .permissions import check_put_right, check_write
from .policies import NoteInput, check_content, check_stands, content_of


@transaction.atomic
def add(school: School, said: NoteInput, *, shared: bool = False, by: User, on: date) -> Note:
    """Add a note about a school; `shared` with it, those who lead it are told.

    Raises Denied("not_yours", "no_kind", "not_yet", "no_met", "no_text").
    """
    check_write(school, by=by, on=on)
    check_content(said, on=on)
    note = Note(school=school, written_by=by, written_on=on)
    _fill(note, said)
    note.save()
    _record("note.added", note, by=by)
    if shared:
        _share(note, by=by, on=on)
    return note


@transaction.atomic
def correct(note: Note, said: NoteInput, *, reason: str, by: User, on: date) -> Note:
    """Correct a note. What it said before is kept with the reason; a school that it is shared with is told.

    Raises Denied("not_yours", "withdrawn", "no_reason", "no_change") and those of `add`.
    """
    note = _locked(note)
    check_put_right(note, by=by, on=on)
    check_stands(note)
    check_content(said, on=on)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the note is corrected.")
    before = content_of(note)
    _fill(note, said)
    if content_of(note) == before:
        raise Denied("no_change", "Change the note. Nothing has been changed.")
    NoteVersion.objects.create(note=note, by=by, on=on, reason=reason.strip(), **vars(before))
    _record("note.corrected", note, by=by, reason=reason.strip())
    note.save(update_fields=list(vars(before)))
    if note.is_shared:
        tell(Corrected, note, by=by, on=on, reason=reason.strip())
    return note


@transaction.atomic
def share(note: Note, *, by: User, on: date) -> Note:
    """Share a note with the school; those who lead it are told, once. Raises Denied("not_yours", "withdrawn",
    "shared")."""
    note = _locked(note)
    check_put_right(note, by=by, on=on)
    check_stands(note)
    if note.is_shared:
        raise Denied("shared", "This note is already shared with the school.")
    _share(note, by=by, on=on)
    return note


@transaction.atomic
def withdraw(note: Note, *, reason: str, by: User, on: date) -> Note:
    """Withdraw a note that was entered by mistake. Its text stays on record for officers; a school that it was shared
    with is told, and no longer reads the text. Raises Denied("not_yours", "withdrawn", "no_reason")."""
    note = _locked(note)
    check_put_right(note, by=by, on=on)
    check_stands(note)
    if not reason.strip():
        raise Denied("no_reason", "Enter why the note is withdrawn.")
    _record("note.withdrawn", note, by=by, reason=reason.strip())
    note.withdrawn_by, note.withdrawn_on, note.reason = by, on, reason.strip()
    note.save(update_fields=["withdrawn_by", "withdrawn_on", "reason"])
    if note.is_shared:
        tell(Withdrawn, note, by=by, on=on, reason=note.reason)
    return note


def _fill(note: Note, said: NoteInput) -> None:
    note.kind, note.day, note.met, note.text = said.kind, said.day, said.met.strip(), said.text.strip()


def _share(note: Note, *, by: User, on: date) -> None:
    _record("note.shared", note, by=by)
    note.shared_on = on
    note.save(update_fields=["shared_on"])
    tell(Shared, note, by=by, on=on)


def _locked(note: Note) -> Note:
    locked = Note.objects.select_related("school").select_for_update(of=("self",)).get(pk=note.pk)
    require_as_shown(locked)
    return locked


def _record(kind: str, note: Note, *, by: User, reason: str = "") -> None:
    what = note.get_kind_display().lower()
    events.record(kind, subject=note, by=by, reason=reason, what=what, day=weekday_in_words(note.day))
