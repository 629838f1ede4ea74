"""Whose history is read of requests for information: those who answer them."""

from sil.web.history.kinds import HistoryKind

from .log.queries import readable
from .models import InformationRequest

HISTORIES = (
    HistoryKind(slug="information-request", label="request for information", model=InformationRequest, rows=readable),
)
