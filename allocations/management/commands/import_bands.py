"""import_bands: bring in bands of the years before from a spreadsheet, as the page does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from allocations.brought_in import actions
from sil import clock
from sil.uploads.formats import examine
from sil.uploads.reading import looked_at
from sil.workflow import Denied


class Command(BaseCommand):
    help = (
        "Bring in bands of earlier years from a spreadsheet (CSV, XLSX or ODS) with the headings of the template: all "
        "of them, or none where a line has a problem. They are marked as brought in; nobody is told."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the spreadsheet")
        parser.add_argument("--dry-run", action="store_true", help="say what would be brought in; nothing is changed")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        on = clock.today()
        try:
            table = actions.read(looked_at(examine(file.name, file.read_bytes())), on=on)
            for entry in table.entries:
                said = f"{entry['school']}: {entry['band_name']} for {entry['year_name']}, agreed on {entry['day']}"
                self.stdout.write(f"line {entry['line']}: {said}")
            for line, problem in table.problems:
                self.stderr.write(f"line {line}: {problem}")
            if table.problems:
                raise CommandError(f"{len(table.problems)} problems in {file.name}. Nothing was brought in.")
            if dry_run:
                self.stdout.write("Nothing was changed (--dry-run).")
                return
            made = actions.bring_in_at_once(table, on=on)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except Denied as denied:
            raise CommandError(denied.sentence) from denied
        self.stdout.write(f"Bands brought in: {made.number}")
