"""What is stored is compared with its SHA-256 whenever it is shown, attached or bundled.

Somebody who owns the database can change bytes past every trigger; nobody may then take them for what was issued.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable

from django.db import models
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from sil import clock
from sil.audit import events
from sil.workflow import Denied

log = logging.getLogger(__name__)

DIFFERS = events.Kind(
    "stored.differs", "What is stored is not what was issued, so it was not shown ({table} {key})", part=events.APART
)


class Altered(Denied):
    """What is stored of `record` is not what its SHA-256 was taken of. A page shows the sentence; an act is refused."""

    def __init__(self, record: models.Model, called: str) -> None:
        super().__init__(
            "altered",
            f"This {called} cannot be shown: what is stored is not what was issued. Tell the people who run the"
            " service.",
        )
        self.record = record
        self.called = called


def intact(content: bytes | memoryview, sha256: str, record: models.Model, called: str = "document") -> bytes:
    """Return bytes as they are stored of a record, which is `called` so. Raises Altered where they do not fit their
    SHA-256 (hex)."""
    found = bytes(content)
    require_intact([found], sha256, record, called)
    return found


def require_intact(parts: Iterable[bytes], sha256: str, record: models.Model, called: str = "document") -> None:
    """Raises Altered where the parts of something, together, do not fit its SHA-256."""
    summed = hashlib.sha256()
    for part in parts:
        summed.update(part)
    if summed.hexdigest() != sha256:
        log.error("What is stored of %s %s does not fit its SHA-256", record._meta.db_table, record.pk)
        raise Altered(record, called)


class AlteredMiddleware:
    """A page that would show what was altered says so instead, and the history says it once a day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, Altered):
            return None
        note(exception)
        return render(request, "web/altered.html", {"refused": exception}, status=409)


def note(refused: Altered) -> None:
    """Record that a record was altered, once a day."""
    table, key = refused.record._meta.db_table, str(refused.record.pk)
    told = events.history(refused.record).filter(kind=DIFFERS.slug, at__date=clock.today())
    if not told.exists():
        events.record(DIFFERS.slug, subject=refused.record, by=None, table=table, key=key)
