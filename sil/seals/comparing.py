"""Compare the history and issued letters with their seals, and the seals with their files.

Everything is compared inside the database, which sends back what differs alone, so that a million events take seconds
and no memory. Only of a file that differs from its seal are the rows read, 10,000 at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from . import files
from .chain import DISPOSED_SHA256, FIRST, MOST_ROWS, SHA256
from .models import Certificate, Seal
from .sources import SOURCES, Source

# A row is in the first complete seal after it was written, or in the next one, where its transaction took that long.
LATE = timedelta(hours=2)
# A disposal may take some nights. Its certificate is there after so long at the latest.
UNCERTIFIED = timedelta(days=7)
_BY_TABLE = {source.table: source for source in SOURCES}
_CHANGED, _MISSING, _ADDED, _SEAL = "changed", "missing", "added", "seal"
_SEALS = """
    SELECT s.number, s.previous, s.sha256, s.rows, {sha256}, f.seal_id IS NOT NULL,
        (SELECT count(*) FROM seals_sealedrow r WHERE r.seal = s.number)
    FROM seals_seal s LEFT JOIN seals_sealfile f ON f.seal_id = s.number ORDER BY s.number
"""
_ORPHANS = """
    SELECT r.seal, count(*) FROM seals_sealedrow r
    WHERE NOT EXISTS (SELECT FROM seals_seal s WHERE s.number = r.seal) GROUP BY r.seal ORDER BY r.seal
"""
_UNLIKE_FILE = """
    SELECT w.key, t.{key} IS NULL, {when}, {says}
    FROM unnest(%s::bigint[], %s::bytea[]) AS w (key, digest)
    LEFT JOIN {table} t ON t.{key} = w.key
    WHERE (t.{key} IS NULL OR {digest} <> w.digest) AND NOT EXISTS (
        SELECT FROM seals_disposedrow d
        WHERE d.source = %s AND d.key = w.key::text AND d.digest = w.digest AND t.{key} IS NULL
    )
    ORDER BY w.key
"""
_NOT_IN_FILE = """
    SELECT r.key, {when}, {says}
    FROM seals_sealedrow r JOIN {table} t ON t.{key} = r.key
    WHERE r.seal = %s AND r.source = %s AND NOT r.key = ANY(%s) ORDER BY r.key
"""
_UNLIKE_DIGEST = """
    WITH bound AS (
        SELECT number, max(sealed_at) FILTER (WHERE is_complete) OVER (
            ORDER BY number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) - %s AS late FROM seals_seal
    ), compared AS (
        SELECT r.key, r.seal, t.{key} IS NULL AS is_gone, {when} AS at, {says} AS says,
            {digest} <> r.digest AS differs, ({at}) < b.late AS is_late, d.disposal, d.digest <> r.digest AS went_else
        FROM seals_sealedrow r
        LEFT JOIN seals_disposedrow d ON d.source = r.source AND d.key = r.key::text
        LEFT JOIN {table} t ON t.{key} = r.key
        LEFT JOIN bound b ON b.number = r.seal
        WHERE r.source = %s
    )
    SELECT key, seal, is_gone, at, says, differs, disposal, went_else FROM compared
    WHERE is_gone OR differs OR is_late OR disposal IS NOT NULL ORDER BY key
"""
_DISPOSALS = """
    SELECT e.disposal, c.sha256, {computed}
    FROM (
        SELECT d.disposal, max(d.at) AS at FROM seals_disposedrow d GROUP BY d.disposal
        UNION SELECT s.disposal, NULL FROM seals_certificate s
        WHERE NOT EXISTS (SELECT FROM seals_disposedrow d WHERE d.disposal = s.disposal)
    ) e LEFT JOIN seals_certificate c ON c.disposal = e.disposal
    WHERE c.disposal IS NOT NULL OR e.at < now() - %s ORDER BY e.disposal
"""
# Also of what was changed before it was sealed.
_UNFIT = """
    SELECT t.{key}, {when}, {says}
    FROM {table} t LEFT JOIN seals_sealedrow r ON r.source = %s AND r.key = t.{key}
    WHERE NOT ({fits}) AND (r.key IS NULL OR r.digest = {digest}) ORDER BY t.{key}
"""
_UNSEALED = """
    SELECT t.{key}, {when}, {says} FROM {table} t
    WHERE ({where}) AND NOT EXISTS (
        SELECT FROM seals_sealedrow r WHERE r.source = %s AND r.key = t.{key}
    ) AND ({at}) < (SELECT max(sealed_at) FROM seals_seal WHERE is_complete) - %s
    ORDER BY t.{key}
"""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was sealed: a row that was changed, is missing or was added, or a seal.

    `table` and `key` name the row or the seal, `at` is the time that the row states as text, and `says` what it says it
    is; both are blank for what is no longer there.
    """

    what: str
    table: str
    key: str
    at: str
    says: str
    sentence: str


@dataclass
class Counted:
    """How much was compared, and how many of the rows are gone because a disposal deleted them."""

    seals: int = 0
    rows: int = 0
    disposed: int = 0


def verify(folder: Path | None, counted: Counted) -> Iterator[Finding]:
    """Yield what differs, the seals first; `counted` says afterwards how much was compared. `folder` holds the files of
    the seals; None compares the database with itself alone."""
    yield from _seals(folder, counted)
    yield from _disposals()
    for source in SOURCES:
        yield from _sealed_rows(source, counted)
        yield from _unsealed_rows(source)
        if source.fits:
            yield from _unfit_rows(source)


def _asked(question: sql.Composable, values: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows that answer a question without holding all of them."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(question, values)
        while some := cursor.fetchmany(500):
            yield from some


def _of_seal(number: int, sentence: str) -> Finding:
    return Finding(_SEAL, Seal._meta.db_table, str(number), "", "", sentence)


def _seals(folder: Path | None, counted: Counted) -> Iterator[Finding]:
    # The files first: a seal is in the database before its file is in the folder.
    there = set(files.numbers(folder)) if folder and folder.is_dir() else set()
    if folder and not folder.is_dir():
        yield _of_seal(0, f"The folder of the seals is missing: {folder}.")
    before, previous = 0, FIRST
    for number, said_previous, sha256, rows, computed, was_written, held in _asked(
        sql.SQL(_SEALS).format(sha256=sql.SQL(SHA256)), []
    ):
        counted.seals, counted.rows = counted.seals + 1, counted.rows + held
        # Of very many that are gone in a row, those that have a file are named at the end.
        for gone in range(before + 1, min(number, before + 1 + MOST_ROWS)):
            yield from _seal_gone(folder, gone, there)
        if computed != sha256 or held != rows:
            yield _of_seal(number, f"Seal {number} was changed in the database: it does not fit the rows it covers.")
        if number == before + 1 and said_previous != previous:
            yield _of_seal(number, f"Seal {number} does not follow from seal {before}.")
        if folder:
            there.discard(number)
            is_sound = computed == sha256
            yield from _file(files.path_of(folder, number), number, sha256 if is_sound else "", was_written)
        before, previous = number, sha256
    for number in sorted(there):
        yield from _seal_gone(folder, number, there)
    for number, count in _asked(sql.SQL(_ORPHANS), []):
        yield _of_seal(number, f"{count} rows belong to seal {number}, which is not there.")


def _file(path: Path, number: int, sha256: str, was_written: bool) -> Iterator[Finding]:
    """Compare the file of a seal with the SHA-256 in the database, blank where that is wrong itself, and with the file
    before it."""
    if not path.exists():
        if was_written:
            yield _of_seal(number, f"The file of seal {number} is missing: {path.name}.")
        return
    if files.sha256_of(path) != sha256:
        yield _of_seal(number, f"Seal {number} in the database is not the one in its file, {path.name}.")
        yield from _file_rows(path, number)
    earlier = files.path_of(path.parent, number - 1)
    expected = FIRST if number == 1 else files.sha256_of(earlier) if earlier.exists() else ""
    if expected and files.previous_of(path) != expected:
        yield _of_seal(number, f"The file {path.name} does not follow from the file before it.")


def _seal_gone(folder: Path | None, number: int, there: set[int]) -> Iterator[Finding]:
    yield _of_seal(number, f"Seal {number} is missing in the database.")
    if folder and number in there:
        there.discard(number)
        yield from _file_rows(files.path_of(folder, number), number)


def _file_rows(path: Path, number: int) -> Iterator[Finding]:
    """Yield the rows that are not as the file of a seal says, or that the seal covers and the file does not."""
    by_table: dict[str, dict[int, bytes]] = {}
    for table, key, digest in files.rows_of(path):
        by_table.setdefault(table, {})[key] = digest
    for table, sealed in by_table.items():
        if (source := _BY_TABLE.get(table)) is None:
            continue
        for key, is_gone, at, says in _asked(source.asked(_UNLIKE_FILE), [list(sealed), list(sealed.values()), table]):
            yield _gone(source, key, number) if is_gone else _changed(source, key, at, says, number)
    for source in SOURCES:
        keys = list(by_table.get(source.table, {}))
        for key, at, says in _asked(source.asked(_NOT_IN_FILE), [number, source.table, keys]):
            yield _added(source, key, at, says, f"The file of seal {number} does not hold it.")


def _sealed_rows(source: Source, counted: Counted) -> Iterator[Finding]:
    """Yield the rows that are not as their digest says, and those that were sealed long after the time they state. What
    a disposal deleted as it was sealed is counted and no finding."""
    for key, seal, is_gone, at, says, differs, disposal, went_else in _asked(
        source.asked(_UNLIKE_DIGEST), [LATE, source.table]
    ):
        if is_gone and disposal is None:
            yield _gone(source, key, seal)
        elif is_gone and went_else:
            sentence = f"{source.table} {key} was changed after seal {seal}, before disposal {disposal} deleted it."
            yield Finding(_CHANGED, source.table, str(key), "", "", sentence)
        elif is_gone:
            counted.disposed += 1
        elif disposal is not None:
            yield _added(source, key, at, says, f"Disposal {disposal} had deleted it.")
        elif differs:
            yield _changed(source, key, at, says, seal)
        else:
            yield _added(source, key, at, says, f"It was first there for seal {seal}.")


def _disposals() -> Iterator[Finding]:
    """Yield the disposals of which the rows that were deleted are not those of the certificate."""
    computed_sha256 = sql.SQL(DISPOSED_SHA256).format(disposal=sql.SQL("e.disposal"))
    question = sql.SQL(_DISPOSALS).format(computed=computed_sha256)
    for disposal, sha256, computed in _asked(question, [UNCERTIFIED]):
        if sha256 != computed:
            says = "has no certificate" if sha256 is None else "is not what its certificate says"
            sentence = f"What disposal {disposal} deleted {says}."
            yield Finding(_CHANGED, Certificate._meta.db_table, str(disposal), "", "", sentence)


def disposed() -> Iterator[tuple[str, str, int]]:
    """Yield the table, key and disposal of each row that a disposal deleted."""
    question = "SELECT source, key, disposal FROM seals_disposedrow ORDER BY id"
    yield from _asked(sql.SQL(question), [])


def _unsealed_rows(source: Source) -> Iterator[Finding]:
    """Yield the rows without a seal that state a time at which they would have been sealed."""
    for key, at, says in _asked(source.asked(_UNSEALED), [source.table, LATE]):
        yield _added(source, key, at, says, "No seal covers it yet.")


def _unfit_rows(source: Source) -> Iterator[Finding]:
    """Yield the rows with contents that their own SHA-256 is not of, but those that were named already."""
    for key, at, says in _asked(source.asked(_UNFIT), [source.table]):
        sentence = f"{source.table} {key} was changed: its own SHA-256 does not fit it. It says: {says}, {at}."
        yield Finding(_CHANGED, source.table, str(key), at or "", says or "", sentence)


def _gone(source: Source, key: int, seal: int) -> Finding:
    return Finding(_MISSING, source.table, str(key), "", "", f"{source.table} {key} is missing. Seal {seal} covers it.")


def _changed(source: Source, key: int, at: str, says: str, seal: int) -> Finding:
    sentence = f"{source.table} {key} was changed after seal {seal}. It now says: {says}, {at}."
    return Finding(_CHANGED, source.table, str(key), at or "", says or "", sentence)


def _added(source: Source, key: int, at: str, says: str, why: str) -> Finding:
    sentence = f"{source.table} {key} was added later. It says: {says}, {at}. {why}"
    return Finding(_ADDED, source.table, str(key), at or "", says or "", sentence)
