"""import_register: read a file of a national register in."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.registers.catalogue import REGISTERS
from schools.registers.results.years import year_of_cell
from schools.registers.run import actions
from schools.registers.table.archive import FileRefused
from schools.registers.table.fields import CellError
from schools.registers.table.register import Report
from sil.framework import queries
from sil.workflow import Denied

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Read a file of a national register (CSV): gias, the register of schools; links, which school followed"
        " which; ofsted, its inspections; performance, results, absence and exclusions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("register", choices=sorted(REGISTERS), help="which register the file is of")
        parser.add_argument("file", type=Path, help="the file as published")
        parser.add_argument("--authority", metavar="CODE", help="three digits; the framework's authority if left out")
        parser.add_argument(
            "--year", type=_year, help="academic year, as 2022/23, of a file that does not say it itself"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change; nothing is changed")
        parser.add_argument("--as-it-is", action="store_true", help="read in a file of which something is unusual")

    def handle(
        self,
        *,
        register: str,
        file: Path,
        authority: str | None,
        dry_run: bool,
        year: int | None = None,
        as_it_is: bool = False,
        **options: Any,
    ) -> None:
        try:
            report = actions.import_file(
                register,
                file,
                by=None,
                authority=self._authority(authority),
                dry_run=dry_run,
                year=year,
                sure=as_it_is,
            )
        except FileRefused as refused:
            raise CommandError(f"{file.name} was not read in: {refused.sentence}") from refused
        except Denied as denied:
            raise CommandError(denied.sentence) from denied
        self._show(report)
        if dry_run:
            self._show_changes(report)
            self.stdout.write("Nothing was changed (--dry-run).")
        elif report.run is None:
            raise CommandError("Nothing was changed. If what is unusual is right, add --as-it-is.")

    def _authority(self, asked: str | None) -> str:
        framework = queries.current()
        if framework is None:
            if not asked:
                raise CommandError("No framework is loaded, so say whose schools to read with --authority CODE.")
            return asked
        own = framework.authority.code
        if asked and asked != own:
            self.stderr.write(f"Note: the framework in force is of authority {own}; this reads schools of {asked}.")
        return asked or own

    def _show(self, report: Report) -> None:
        unit = report.register.unit.capitalize()
        self.stdout.write(f"{report.register.title}: {report.file_name}, authority {report.authority}")
        lines = {
            "Rows read": report.read,
            f"{unit} added": report.outcome.added,
            f"{unit} changed": report.outcome.changed,
            f"{unit} unchanged": report.outcome.unchanged,
            **{f"Rows left out, {reason}": rows for reason, rows in report.left_out.items()},
            "Rows refused": report.refused,
            "Seconds": f"{report.seconds:.1f}",
        }
        for label, value in lines.items():
            self.stdout.write(f"{label}: {value}")
        for question in report.outcome.questions:
            self.stdout.write(f"Unusual: {question}")
        for refusal in report.refusals[:SHOWN]:
            self.stdout.write(f"line {refusal.line}: {refusal.reason}")
        if report.refused > SHOWN:
            self.stdout.write(f"and {report.refused - SHOWN} more")

    def _show_changes(self, report: Report) -> None:
        for change in report.outcome.sample[:SHOWN]:
            columns = "; ".join(f"{column} {old} -> {new}" for column, (old, new) in sorted(change.columns.items()))
            what = "added" if change.added else f"changed, {columns}"
            self.stdout.write(f"{change.key} {change.label}: {what}")
        if (more := report.outcome.added + report.outcome.changed - SHOWN) > 0:
            self.stdout.write(f"and {more} more")


def _year(text: str) -> int:
    try:
        return year_of_cell(text, summer=False)
    except CellError as error:
        raise ArgumentTypeError(str(error)) from error
