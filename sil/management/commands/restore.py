"""restore: an archive of `backup` into an empty database, compared with its seals afterwards."""

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from sil.backups import archive, programs


class Command(BaseCommand):
    help = (
        "Read an archive of `backup` into an empty database, as its owner, put the files of its seals into an empty"
        " folder, give the role that serves its rights, and compare everything with the seals (verify_audit)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archive", type=Path, help="the archive")
        parser.add_argument(
            "--seals", type=Path, help="empty folder for the files of the seals (default: SIL_SEAL_DIR)"
        )
        parser.add_argument(
            "--check", action="store_true", help="compare the archive with its manifest and change nothing"
        )

    def handle(self, *, seals: Path | None = None, check: bool = False, **options: Any) -> None:
        source: Path = options["archive"]
        try:
            with archive.opened(source) as (manifest, folder):
                self.stdout.write(f"Made at {manifest.made_at} by release {manifest.release}; every file is whole.")
                if check:
                    return
                archive.read_in(folder, seals or settings.SEAL_DIR)
        except subprocess.CalledProcessError as error:
            raise CommandError(f"pg_restore failed, and the database is as it was: {error.stderr.strip()}") from error
        except (archive.Damaged, archive.NotEmpty, programs.Missing, OSError) as error:
            raise CommandError(f"The database is as it was: {error}") from error
        self.stdout.write("The database is restored.")
        if settings.SERVING_ROLE:
            call_command("grant_roles", stdout=self.stdout)
        call_command("migrate", plan=True, stdout=self.stdout, skip_checks=True)
        try:
            call_command("verify_audit", seals=seals, stdout=self.stdout)
        except SystemExit:
            self.stdout.write("Something differs from its seal: change nothing, and see docs/how-to/troubles.md.")
            sys.exit(1)
