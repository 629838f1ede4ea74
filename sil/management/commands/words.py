"""words: every sentence of the product that a person reads, with its place."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sil.words.audiences import Audience, audiences, row
from sil.words.extract import product
from sil.words.phrases import find
from sil.words.sentences import Sentence

LONG = 30


class Command(BaseCommand):
    help = "Print every sentence of the product that a person reads, by audience and page, with its place."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--audience", choices=[str(each) for each in Audience], help="only what these people read")
        parser.add_argument("--json", action="store_true", help="one JSON array, for programs")
        parser.add_argument(
            "--long", action="store_true", help=f"only sentences of more than {LONG} words, longest first"
        )
        parser.add_argument("--check", action="store_true", help="only phrases not to use; fail when there are any")

    def handle(self, *, audience: str | None, json: bool, long: bool, check: bool, **options: Any) -> None:
        found = [s for s in product(Path(settings.BASE_DIR)) if audience is None or audience in audiences(s.file)]
        if check:
            self._check(found)
            return
        if long:
            found = sorted((s for s in found if s.length > LONG), key=lambda s: -s.length)
        if json:
            self.stdout.write(_as_json(found))
        elif long:
            for sentence in found:
                self.stdout.write(f"{sentence.length:4} {sentence.place}: {sentence.shown}")
        else:
            self._print(found)

    def _print(self, found: Iterable[Sentence]) -> None:
        """Sorted by the row of the audience table, so that what the same people read is together."""
        ordered = sorted(found, key=lambda s: (audiences(s.file), row(s.file), s.file, s.line))
        for readers, group in groupby(ordered, key=lambda s: audiences(s.file)):
            self.stdout.write(f"=== {', '.join(readers)} ===\n")
            for file, lines in groupby(group, key=lambda s: s.file):
                self.stdout.write(f"\n{file}")
                # A table says its heads twice, at the top and in each cell for narrow screens.
                for text, places in _gathered(lines).items():
                    self.stdout.write(f"  {file}:{', '.join(map(str, places))}: {text}")
            self.stdout.write("")

    def _check(self, found: Iterable[Sentence]) -> None:
        faults = list(find(found))
        for fault in faults:
            self.stdout.write(str(fault))
        if faults:
            count = len(faults)
            raise CommandError(f"{count} phrase{'' if count == 1 else 's'} not to use; see docs/how-to/words.md.")
        self.stdout.write("No phrase that is set aside.")


def _gathered(found: Iterable[Sentence]) -> dict[str, list[int]]:
    """Each sentence of a file with its lines."""
    lines: dict[str, list[int]] = {}
    for sentence in found:
        lines.setdefault(sentence.shown, []).append(sentence.line)
    return {text: sorted(set(places)) for text, places in lines.items()}


def _as_json(found: Iterable[Sentence]) -> str:
    rows = [
        {"audiences": audiences(s.file), "file": s.file, "line": s.line, "text": s.shown, "words": s.length}
        for s in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1)
