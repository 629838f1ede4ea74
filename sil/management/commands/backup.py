"""backup: the database and the files of the seals, as one archive."""

import subprocess
import tomllib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from sil import clock
from sil.backups import archive, programs
from sil.seals import files


class Command(BaseCommand):
    help = (
        "Write everything that the service keeps into one archive, school-support-<time>.tar: the database and the"
        " files of the seals, with a manifest of digests. Runs as the owner of the database, while the service runs."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="the folder to write the archive into")
        parser.add_argument("--seals", type=Path, help="folder with the files of the seals (default: SIL_SEAL_DIR)")

    def handle(self, *, folder: Path, seals: Path | None = None, **options: Any) -> None:
        now, kept = clock.now(), seals or settings.SEAL_DIR
        target = folder / f"school-support-{now:%Y%m%dT%H%M%SZ}.tar"
        manifest = archive.Manifest(now.isoformat(), release(), migrated_to())
        try:
            archive.write(target, manifest, kept)
        except subprocess.CalledProcessError as error:
            raise CommandError(f"pg_dump failed, and nothing was written: {error.stderr.strip()}") from error
        except (OSError, programs.Missing) as error:
            raise CommandError(f"Nothing was written: {error}") from error
        self.stdout.write(
            f"{target}, {target.stat().st_size:,} bytes, with {len(manifest.contents) - 1} files of seals."
        )
        self.stdout.write(f"SHA-256: {files.sha256_of(target)}. Keep it apart from the archive.")
        if not kept:
            self.stdout.write("There is no folder with files of seals (SIL_SEAL_DIR), so none are in it.")


def release() -> str:
    """Return the version of the service."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def migrated_to() -> dict[str, str]:
    """Return the last migration of each app that the database had."""
    applied = MigrationRecorder(connection).applied_migrations()
    return dict(sorted(applied))
