"""import_people: set people up from a spreadsheet, as the page does."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.onboarding import actions
from schools.onboarding.actions import Outcome, Table
from schools.onboarding.steps import KINDS
from sil import clock
from sil.uploads.formats import examine
from sil.uploads.reading import looked_at
from sil.workflow import Denied


class Command(BaseCommand):
    help = (
        "Set up people, posts and officers from a spreadsheet (CSV, XLSX or ODS) with the headings of the template: "
        "all of it, or nothing where a line has a problem. Roles that two people give are never given."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the spreadsheet")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done; nothing is changed")
        parser.add_argument(
            "--invite", action="store_true", help="invite the new people; without it, an administrator does so later"
        )

    def handle(self, *, file: Path, dry_run: bool, invite: bool, **options: Any) -> None:
        on = clock.today()
        try:
            table = actions.read(looked_at(examine(file.name, file.read_bytes())))
            found = actions.look_at(table, by=None, on=on)
            self._show(table, found)
            if found.problems:
                raise CommandError(f"{len(found.problems)} problems in {file.name}. Nothing was changed.")
            if dry_run:
                self.stdout.write("Nothing was changed (--dry-run).")
                return
            _, last = actions.carry_out_at_once(table, on=on, invites=invite)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except Denied as denied:
            raise CommandError(denied.sentence) from denied
        if last:
            self.stdout.write(f"The last invitation leaves on {clock.moment_in_words(last)}.")

    def _show(self, table: Table, found: Outcome) -> None:
        for entry in found.entries:
            for _, sentence in entry["steps"]:
                self.stdout.write(f"line {entry['line']}: {entry['email']}: {sentence}")
            for note in entry["notes"]:
                self.stdout.write(f"line {entry['line']}: note: {note}")
        for line, problem in found.problems:
            self.stderr.write(f"line {line}: {problem}")
        if table.left_out:
            self.stdout.write(f"Lines without an email address, left out: {len(table.left_out)}")
        if table.unknown:
            self.stdout.write(f"Columns that were not read: {', '.join(table.unknown)}")
        for kind, number in found.numbers.items():
            self.stdout.write(f"{KINDS[kind][1].capitalize()}: {number}")
