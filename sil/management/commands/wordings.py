"""wordings: record the wordings of letters, and freeze those of a release."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sil.letters.wordings import LISTED, Changed, recorded


class Command(BaseCommand):
    help = "Record each wording of a letter in templates/letters/wordings.txt; with --release, freeze them (ADR 68)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--release", default="", help="the release that has them all from now on, like 0.3.0")

    def handle(self, *, release: str, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "templates" / "letters"
        try:
            found = recorded(folder, release)
        except Changed as changed:
            raise CommandError(str(changed)) from changed
        (folder / LISTED).write_text(str(found), encoding="utf-8")
        self.stdout.write(f"{len(found.by_path)} wordings recorded.")
