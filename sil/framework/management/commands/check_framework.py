"""check_framework: every mistake in a framework file, each with its line and what to write instead."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sil.framework import actions
from sil.framework.loader import FrameworkError, text_of

from .load_framework import report

HAS_MORE = "Correct these and check again: what the Act and the letters need is checked last."


class Command(BaseCommand):
    help = "Name every mistake in an authority's framework file (TOML), with its line; nothing is loaded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the framework file")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            framework = actions.check_file(text_of(file.read_bytes(), name=file.name), file_name=file.name)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except FrameworkError as error:
            count = len(error.problems)
            said = [*error.problems, f"{count} mistake{'' if count == 1 else 's'}."]
            raise CommandError("\n".join([*said, HAS_MORE] if error.has_more else said)) from error
        report(self, framework)
        self.stdout.write("The file is correct.")
