"""Whose history is read of newsletters: schools read that one was sent."""

from sil.web.history.kinds import HistoryKind

from .models import Newsletter
from .permissions import OFFICERS
from .queries import readable

HISTORIES = (
    HistoryKind(
        slug="newsletter",
        label="newsletter",
        model=Newsletter,
        rows=readable,
        whole=lambda record, who: who.may(*OFFICERS),
        told=("newsletter.sending",),
    ),
)
