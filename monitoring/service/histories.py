"""Whose history is read of concerns about the service: the school and whoever answers read all of it."""

from sil.web.history.kinds import HistoryKind

from .models import ServiceConcern
from .queries import readable

HISTORIES = (
    HistoryKind(slug="service-concern", label="concern about the service", model=ServiceConcern, rows=readable),
)
