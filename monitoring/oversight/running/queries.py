"""How each part of the service is, as figures. The page puts them into words, `/metrics` into Prometheus's format."""

import shutil
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min, Q

from schools.registers.file.queries import Fetched, RegisterStatus, fetches, register_statuses
from sil import clock
from sil.connections import certificates
from sil.health.queries import Part, parts
from sil.outbox.models import Message, Status
from sil.seals.queries import State
from sil.seals.queries import state as seal_state

# An email that has been due for so long waits for the worker or the mail server.
MAIL_LATE = timedelta(minutes=15)
# For how long an email that could not be sent is counted.
FAILED_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Database:
    """How long it took to answer, in seconds, and how large it is, in bytes."""

    seconds: float
    size: int


@dataclass(frozen=True)
class Disk:
    """A place that the web process writes to, and what is free there, in bytes."""

    what: str
    free: int
    total: int


@dataclass(frozen=True)
class Mail:
    """How many emails are due and wait, since when the oldest of them, and how many could not be sent within a week."""

    waiting: int
    oldest: datetime | None
    failed: int


@dataclass(frozen=True)
class Figures:
    """Everything that is known, at `now`. `certificates_end` is None where none are named in the settings; `unreadable`
    says that the file that is named cannot be read."""

    now: datetime
    processes: list[Part]
    database: Database
    disks: list[Disk]
    mail: Mail
    seals: State
    registers: list[RegisterStatus]
    fetches: list[Fetched]
    certificates_end: datetime | None
    unreadable: bool


def figures() -> Figures:
    """Return how each part is. Seven queries, one more where registers are fetched, and the broker is asked."""
    ends, unreadable = _certificates()
    return Figures(
        now=clock.now(),
        database=_database(),
        processes=parts(),
        disks=_disks(),
        mail=_mail(),
        seals=seal_state(),
        registers=register_statuses(clock.today()),
        fetches=fetches(),
        certificates_end=ends,
        unreadable=unreadable,
    )


def _database() -> Database:
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = cursor.fetchone()[0]
    return Database(time.monotonic() - began, size)


def _disks() -> list[Disk]:
    places = {"Temporary files": Path(gettempdir())}
    if settings.SEAL_DIR and settings.SEAL_DIR.is_dir():
        places["Files of the seals"] = settings.SEAL_DIR
    found = ((what, shutil.disk_usage(folder)) for what, folder in places.items())
    return [Disk(what, usage.free, usage.total) for what, usage in found]


def _mail() -> Mail:
    now = clock.now()
    due = Q(status=Status.WAITING, due_at__lte=now)
    failed = Q(status=Status.FAILED, created_at__gte=now - FAILED_WITHIN)
    # Both are few, and each has an index of its own.
    found = Message.objects.filter(due | failed).aggregate(
        waiting=Count("pk", filter=due), oldest=Min("due_at", filter=due), failed=Count("pk", filter=failed)
    )
    return Mail(**found)


def _certificates() -> tuple[datetime | None, bool]:
    if not settings.TRUSTED_CERTIFICATES:
        return None, False
    try:
        return certificates.ends(Path(settings.TRUSTED_CERTIFICATES)), False
    except (OSError, ValueError):
        return None, True
