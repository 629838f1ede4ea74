"""One tar file: manifest.json first, then database.dump (pg_dump's custom format) and the files of the seals.

The manifest has the size and the SHA-256 of each, so that a copy that was cut off or changed is known before any part
of it is read in.
"""

import io
import json
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.db import connection, transaction

from sil.seals import files
from sil.seals.models import Seal

from . import programs

MANIFEST, DUMP, SEALS = "manifest.json", "database.dump", "seals/"
FORMAT = 1


class Damaged(Exception):
    """An archive that is not what its manifest says; the message names the file."""


class NotEmpty(Exception):
    """What would be written over is not empty; the message names it."""


@dataclass(frozen=True)
class Content:
    """How large a file of an archive is, in bytes, and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """made_at: an ISO 8601 time; release: the version of the service; migrated_to: the last migration of each app."""

    made_at: str
    release: str
    migrated_to: dict[str, str]
    contents: dict[str, Content] = field(default_factory=dict)
    format: int = FORMAT


def write(target: Path, manifest: Manifest, seals: Path | None) -> Manifest:
    """Write the archive whole or not at all, open to its owner alone, and return its manifest. Raises OSError where it
    cannot be written, and what `programs.run` raises.

    seals: the folder with the files of the seals. Those that were written after the dump began stay out, since the
    database of the dump does not know them.
    """
    part = target.with_name(f".{target.name}.part")
    part.touch(mode=0o600)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            dump = Path(folder) / DUMP
            newest = _dump(dump)
            found = {DUMP: dump}
            if seals:
                paths = (files.path_of(seals, number) for number in files.numbers(seals) if number <= newest)
                found |= {f"{SEALS}{path.name}": path for path in paths}
            for name, path in found.items():
                manifest.contents[name] = Content(path.stat().st_size, files.sha256_of(path))
            with tarfile.open(part, "w") as archive:
                text = json.dumps(asdict(manifest), indent=1).encode()
                first = tarfile.TarInfo(MANIFEST)
                first.size, first.mode = len(text), 0o600
                archive.addfile(first, io.BytesIO(text))
                for name, path in found.items():
                    archive.add(path, name, recursive=False)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _dump(dump: Path) -> int:
    """Write the dump, and return the number of the newest seal in it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        newest = Seal.objects.order_by("-number").values_list("number", flat=True).first() or 0
        programs.run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--snapshot={snapshot}", "--file", dump)
    return newest


@contextmanager
def opened(source: Path) -> Iterator[tuple[Manifest, Path]]:
    """Give the manifest of an archive and a folder with its files, each compared with the manifest. Raises Damaged."""
    with tempfile.TemporaryDirectory(dir=source.parent, prefix=".restore-") as name:
        folder = Path(name)
        try:
            with tarfile.open(source) as archive:
                archive.extractall(folder, filter="data")
            said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            contents = {name: Content(**each) for name, each in said.pop("contents").items()}
            manifest = Manifest(**said, contents=contents)
        except (tarfile.TarError, OSError, ValueError, KeyError, TypeError) as error:
            raise Damaged(f"{source.name} is no whole backup: {type(error).__name__}.") from error
        if manifest.format != FORMAT:
            raise Damaged(f"{source.name} is of a later release of the service.")
        _compare(folder, manifest)
        yield manifest, folder


def _compare(folder: Path, manifest: Manifest) -> None:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if odd := sorted(there ^ set(manifest.contents)):
        raise Damaged(f"{odd[0]} is not in both the archive and its manifest.")
    for name, content in manifest.contents.items():
        path = folder / name
        if path.stat().st_size != content.size or files.sha256_of(path) != content.sha256:
            raise Damaged(f"{name} is not what the manifest says: it was changed or cut off.")


def read_in(folder: Path, seals: Path | None) -> None:
    """Read the dump of an opened archive into the database of the settings, in one transaction, and put the files of
    its seals into a folder. Raises NotEmpty where either holds anything else, and what `programs.run` raises."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        if count := cursor.fetchone()[0]:
            raise NotEmpty(f"The database {connection.settings_dict['NAME']} has {count} tables.")
    kept = sorted((folder / SEALS).glob("*.txt"))
    if seals:
        seals.mkdir(parents=True, exist_ok=True)
        if odd := {files.path_of(seals, number).name for number in files.numbers(seals)} - {path.name for path in kept}:
            raise NotEmpty(f"{seals} has {min(odd)}, which the backup does not have.")
        # Before the database: files that are there already do no harm, a database without them would.
        for path in kept:
            try:
                files.write(seals, int(path.stem.removeprefix("seal-")), path.read_text(encoding="utf-8"))
            except files.Different as error:
                raise NotEmpty(f"In {seals} {error}") from error
    connection.close()
    only = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-acl", "--no-comments")
    programs.run("pg_restore", *only, f"--dbname={connection.settings_dict['NAME']}", folder / DUMP)
