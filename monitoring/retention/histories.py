"""Whose history is read of disposals: whoever asks for or approves them reads all of it."""

from sil.web.history.kinds import HistoryKind

from .disposals.queries import readable
from .models import Disposal

HISTORIES = (HistoryKind(slug="disposal", label="disposal", model=Disposal, rows=readable),)
