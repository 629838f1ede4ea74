"""reference_docs: write docs/reference/ from the code, or compare it with what is committed."""

import difflib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from monitoring.oversight.reference import pages


class Command(BaseCommand):
    help = "Write docs/reference/ from the code. With --check, only say what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail when a page is stale")

    def handle(self, *, check: bool, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs" / "reference"
        stale = []
        for name, text in pages().items():
            file = folder / name
            there = file.read_text(encoding="utf-8") if file.exists() else ""
            if there == text:
                continue
            stale.append(name)
            if check:
                lines = difflib.unified_diff(
                    there.splitlines(), text.splitlines(), f"{name} as it is", "as it should be"
                )
                self.stdout.write("\n".join(lines))
            else:
                folder.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
        if check and stale:
            raise CommandError(f"Stale: {', '.join(stale)}. Run python3 manage.py reference_docs.")
        self.stdout.write(f"Written: {', '.join(stale)}." if stale else "Nothing to write.")
