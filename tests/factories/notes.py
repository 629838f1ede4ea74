"""Notes about schools, made by the real actions."""

from datetime import date
from typing import Any

from monitoring.notes import actions
from monitoring.notes.models import Note
from monitoring.notes.policies import NoteInput
from schools.models import School
from sil.accounts.models import User

TODAY = date(2026, 11, 20)


def said(**changes: Any) -> NoteInput:
    """A telephone call of yesterday."""
    typed: dict[str, Any] = {
        "kind": "call", "day": date(2026, 11, 19), "met": "Ada Example", "text": "Two teachers are ill."
    }  # fmt: skip
    return NoteInput(**typed | changes)


def added(school: School, by: User, *, shared: bool = False, **changes: Any) -> Note:
    """A note of a person about a school."""
    return actions.add(school, said(**changes), shared=shared, by=by, on=TODAY)
