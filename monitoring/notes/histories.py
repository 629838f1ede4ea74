"""Whose history is read of notes: the school reads that one was shared or withdrawn, officers all of it."""

from schools.history.kinds import of_officers
from sil.web.history.kinds import HistoryKind

from .models import Note
from .queries import readable

HISTORIES = (
    HistoryKind(
        slug="note",
        label="note",
        model=Note,
        rows=readable,
        whole=of_officers,
        told=("note.shared", "note.withdrawn"),
    ),
)
