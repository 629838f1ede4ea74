"""load_framework: check an authority's framework file and keep it as a version."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sil.framework import actions
from sil.framework.loader import FrameworkError, text_of
from sil.framework.schema import Framework
from sil.framework.years import label


class Command(BaseCommand):
    help = "Check an authority's framework file (TOML) and load it as a version."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the framework file")
        parser.add_argument("--dry-run", action="store_true", help="only check the file; nothing is loaded")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            text = text_of(file.read_bytes(), name=file.name)
            if dry_run:
                report(self, actions.check_file(text, file_name=file.name))
                self.stdout.write("The file is correct. Nothing was loaded (--dry-run).")
                return
            version, created = actions.load(text, file_name=file.name, by=None)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except FrameworkError as error:
            raise CommandError("\n".join(error.problems)) from error
        report(self, version.framework)
        done = "Loaded" if created else "Already loaded: nothing changed. In force"
        self.stdout.write(f"{done} from {label(version.first_academic_year)}.")


def report(command: BaseCommand, framework: Framework) -> None:
    """Say what a file holds, and what a person should know about it."""
    days = ", ".join(f"{band.name} {band.days_number}" for band in framework.bands)
    command.stdout.write(f"{framework.framework.name}, {framework.authority.name} ({framework.authority.code})")
    command.stdout.write(f"Days: {days}. {len(framework.criteria)} criteria.")
    for warning in framework.warnings():
        command.stderr.write(f"Note: {warning}")
