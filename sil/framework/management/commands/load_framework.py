"""load_framework: check an authority's framework file and keep it as a version."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sil.framework import actions
from sil.framework.loader import FrameworkError
from sil.framework.schema import Framework, plain
from sil.framework.years import label


class Command(BaseCommand):
    help = "Check an authority's framework file (TOML) and load it as a version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the framework file")
        parser.add_argument("--dry-run", action="store_true", help="only check the file; nothing is loaded")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            text = file.read_text(encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is not UTF-8 text (byte {error.start}).") from error
        try:
            if dry_run:
                self._report(actions.check_file(text, file_name=file.name))
                self.stdout.write("The file is correct. Nothing was loaded (--dry-run).")
                return
            version, created = actions.load(text, file_name=file.name, by=None)
        except FrameworkError as error:
            raise CommandError("\n".join(error.problems)) from error
        self._report(version.framework)
        done = "Loaded" if created else "Already loaded: nothing changed. In force"
        self.stdout.write(f"{done} from {label(version.first_academic_year)}.")

    def _report(self, framework: Framework) -> None:
        days = ", ".join(f"{band.name} {plain(band.headline_days)}" for band in framework.bands)
        self.stdout.write(f"{framework.framework.name}, {framework.authority.name} ({framework.authority.code})")
        self.stdout.write(f"Days: {days}. {len(framework.criteria)} criteria.")
        for warning in framework.warnings():
            self.stderr.write(f"Note: {warning}")
