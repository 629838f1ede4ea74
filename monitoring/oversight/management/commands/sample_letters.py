"""sample_letters: one PDF of every kind of letter, to see how each reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from monitoring.oversight.samples.letters import render_each
from sil import clock
from sil.framework.queries import of_the_repository
from sil.letters import pdf


class Command(BaseCommand):
    help = (
        "Write one PDF of every kind of letter into a folder: invented people and schools, the Liverpool file, "
        "the wording in force today. The database is not touched."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DIR", type=Path, help="where the letters go; it is made if need be")

    def handle(self, *, folder: Path, **options: Any) -> None:
        letters = list(render_each(of_the_repository(), clock.today()))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for kind, html in letters:
                (folder / f"{kind}.pdf").write_bytes(pdf.make(html))
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{len(letters)} letters are in {folder}.")
