"""Whose history is read of access reviews."""

from sil.web.history.kinds import HistoryKind

from .models import AccessReview
from .queries import readable

HISTORIES = (HistoryKind(slug="access-review", label="access review", model=AccessReview, rows=readable),)
