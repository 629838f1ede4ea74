"""verify_audit: compare the history and issued letters with their seals."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from sil.seals.comparing import Counted, disposed, verify


class Command(BaseCommand):
    help = (
        "Compare the history and issued letters with their seals, and name each row that was changed, is missing or was"
        " added, and each seal that does not fit. The exit code is 1 where anything differs. Nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seals", type=Path, help="folder with the files of the seals (default: SIL_SEAL_DIR)")
        parser.add_argument("--disposed", action="store_true", help="name the rows that disposals deleted, too")
        parser.add_argument("--json", action="store_true", help="print one JSON object a line")

    def handle(self, *, seals: Path | None = None, **options: Any) -> None:
        folder, counted, count = seals or settings.SEAL_DIR, Counted(), 0
        for finding in verify(folder, counted):
            count += 1
            self.stdout.write(_line(vars(finding)) if options["json"] else finding.sentence)
        for table, key, disposal in disposed() if options["disposed"] else ():
            said = {"what": "disposed", "table": table, "key": key, "disposal": disposal}
            self.stdout.write(
                _line(said) if options["json"] else f"{table} {key} was disposed of by disposal {disposal}."
            )
        if options["json"]:
            said = {"seals": counted.seals, "rows": counted.rows, "disposed": counted.disposed, "differences": count}
            self.stdout.write(_line(said))
        else:
            where = "and their files" if folder else "in the database alone, since there is no folder with their files"
            self.stdout.write(f"{counted.rows} rows, {counted.seals} seals {where}: {count or 'no'} differences.")
            if counted.disposed:
                self.stdout.write(f"{counted.disposed} of the rows are gone because disposals deleted them.")
        if count:
            sys.exit(1)


def _line(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False)
