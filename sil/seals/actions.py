"""Seal what was recorded since the last seal, write the files, and verify all of it."""

import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from sil import clock

from . import files
from .chain import FIRST, LOCK, MOST_ROWS, SHA256, TEXT
from .comparing import Counted, Finding, verify
from .models import Seal, SealFile, Verification
from .notifications import tell_administrators
from .sources import SOURCES

log = logging.getLogger(__name__)
# So many findings are kept with a verification; all of them are printed by `manage.py verify_audit`.
KEPT = 100
_INSERT = """
    WITH made AS (
        INSERT INTO seals_sealedrow (source, key, seal, digest)
        SELECT %s, t.{key}, %s, {digest} FROM {table} t
        WHERE t.{key} > %s AND ({where})
          AND NOT EXISTS (SELECT FROM seals_sealedrow r WHERE r.source = %s AND r.key = t.{key})
        ORDER BY t.{key} LIMIT %s
        RETURNING key
    )
    SELECT count(*), max(key) FROM made
"""
_INSERT_SEAL = """
    INSERT INTO seals_seal (number, sealed_at, is_complete, rows, previous, sha256)
    SELECT s.*, {sha256} FROM (
        SELECT %s::bigint AS number, %s::timestamptz AS sealed_at, %s::boolean AS is_complete, %s::integer AS rows,
            %s::text AS previous
    ) s
"""


def seal() -> int:
    """Seal every row that is not sealed yet, and write the files. Returns the number of rows; 0 also where another
    worker is at it. A run without rows leaves a seal as well, so that the newest one is never old."""
    now, rows, last = clock.now(), 0, {source.table: 0 for source in SOURCES}
    while True:
        found = _seal_some(now, last)
        if found is None:
            break
        rows += found
        if found < MOST_ROWS:
            break
    write_files()
    return rows


@transaction.atomic
def _seal_some(now: datetime, last: dict[str, int]) -> int | None:
    """Make one seal of at most MOST_ROWS rows, those after `last` by table, which moves on. None where another worker
    seals.

    A row is found by its key not being sealed, never by its time or number: what a slow transaction commits after later
    ones were sealed is in the next seal.
    """
    with connection.cursor() as cursor:
        # The questions after it see what the worker before committed, since each has its own snapshot.
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
        newest = Seal.objects.order_by("-number").first()
        number, previous = (newest.number + 1, newest.sha256) if newest else (1, FIRST)
        rows = 0
        for source in SOURCES:
            cursor.execute(
                source.asked(_INSERT), [source.table, number, last[source.table], source.table, MOST_ROWS - rows]
            )
            made, highest = cursor.fetchone()
            rows, last[source.table] = rows + made, highest or last[source.table]
        cursor.execute(
            sql.SQL(_INSERT_SEAL).format(sha256=sql.SQL(SHA256)),
            [number, now, rows < MOST_ROWS, rows, previous],
        )
    return rows


def write_files() -> None:
    """Write the file of each seal that has none yet. What cannot be written stays for the next time, and is logged."""
    if settings.SEAL_DIR is None:
        return
    for number in list(Seal.objects.filter(file__isnull=True).order_by("number").values_list("number", flat=True)):
        try:
            _write_file(settings.SEAL_DIR, number)
        except (OSError, files.Different) as error:
            log.error("The file of seal %s could not be written: %s", number, error)
            return


@transaction.atomic
def _write_file(folder: Path, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(sql.SQL("SELECT {} FROM seals_seal s WHERE s.number = %s").format(sql.SQL(TEXT)), [number])
        (text,) = cursor.fetchone()
    files.write(folder, number, text)
    SealFile.objects.bulk_create([SealFile(seal_id=number, written_at=clock.now())], ignore_conflicts=True)


def verify_and_tell() -> Verification:
    """Compare everything with its seals, keep what was found, and email administrators where something is wrong that
    was not found the last time."""
    counted = Counted()
    before = Verification.objects.order_by("-pk").first()
    found, count, fingerprint = _gathered(verify(settings.SEAL_DIR, counted))
    done = Verification.objects.create(
        at=clock.now(),
        seals=counted.seals,
        rows=counted.rows,
        with_files=settings.SEAL_DIR is not None,
        count=count,
        found=[vars(finding) for finding in found],
        fingerprint=fingerprint,
    )
    if count:
        log.error("The history differs from its seals in %s places: manage.py verify_audit names them", count)
    if count and (before is None or before.fingerprint != fingerprint):
        tell_administrators(done, on=clock.today())
    return done


def _gathered(findings: Iterable[Finding]) -> tuple[list[Finding], int, str]:
    """Return the first findings, their number, and a fingerprint of all of them."""
    stream, summed, count = iter(findings), hashlib.sha256(), 0
    kept = list(islice(stream, KEPT))
    for part in (kept, stream):
        for finding in part:
            summed.update(f"{finding.sentence}\n".encode())
            count += 1
    return kept, count, summed.hexdigest()
