"""advisories: whether a locked package is known to be vulnerable, and by when it must be replaced."""

from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from sil import clock
from sil.advisories import osv, policies, rows
from sil.advisories.locked import locked
from sil.advisories.policies import Hit, Locked
from sil.advisories.rows import Exemption, Listing

# So many packages are named in one sentence.
MOST_NAMED = 5


class Command(BaseCommand):
    help = "Compare the locked packages with the list of known vulnerabilities that is shipped. Asks no network."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--take",
            nargs="+",
            type=Path,
            metavar="FILE.zip",
            help="write the list again from exports of OSV that you have downloaded (docs/how-to/dependencies.md)",
        )

    def handle(self, *, take: Sequence[Path] | None, **options: Any) -> None:
        here = locked(Path(settings.BASE_DIR))
        try:
            if take:
                self._take(take, here)
            lists, exemptions = rows.read_list(), rows.read_exceptions()
        except (osv.WrongExport, rows.WrongFile) as error:
            raise CommandError(str(error)) from error
        found = policies.hits(here, lists, exemptions)
        today = clock.today()
        self._tell_list(lists, policies.not_covered(here, lists), len({each.name for each in here}), today)
        for hit in found:
            self.stdout.write(said(hit, today))
        self._tell_idle(policies.idle(exemptions, found))
        if late := [hit for hit in found if hit.is_late(today)]:
            count = _counted(len(late), "vulnerability", "vulnerabilities")
            raise CommandError(f"{count} should have been removed by now.")
        if not found:
            self.stdout.write("No locked package is on the list.")

    def _take(self, files: Iterable[Path], here: Iterable[Locked]) -> None:
        names: dict[str, set[str]] = {}
        for each in here:
            names.setdefault(each.ecosystem, set()).add(each.name)
        lists = rows.read_list()
        for file in files:
            ecosystem, listing = osv.take(file, names)
            lists[ecosystem] = listing
            count = _counted(len(listing.advisories), "advisory", "advisories")
            self.stdout.write(f"Took {count} of {ecosystem} from {file.name}.")
        rows.LIST.write_text(rows.written(lists), encoding="utf-8")

    def _tell_list(self, lists: Mapping[str, Listing], missing: Sequence[str], of: int, today: date) -> None:
        for ecosystem, listing in lists.items():
            day = clock.in_words(listing.taken)
            self.stdout.write(f"The list for {ecosystem} is as of {day} ({listing.source}).")
            if today - listing.taken > policies.OLD:
                self.stdout.write(
                    f"Warning: the list for {ecosystem} is more than {policies.OLD.days} days old. Renew it:"
                    " docs/how-to/dependencies.md says how."
                )
        if missing:
            names = ", ".join(missing) if len(missing) <= MOST_NAMED else f"such as {', '.join(missing[:MOST_NAMED])}"
            self.stdout.write(
                f"Warning: the list says nothing of {len(missing)} of {of} locked packages ({names}). Renew it from an"
                " export of OSV."
            )

    def _tell_idle(self, idle: Iterable[Exemption]) -> None:
        for each in idle:
            self.stdout.write(
                f"Warning: the exception for {each.package} ({each.id}) is no longer needed. Remove it from"
                f" {rows.EXCEPTIONS.name}."
            )


def said(hit: Hit, today: date) -> str:
    """Return what is told of a package with a vulnerability: which, since when, and by when it must be replaced."""
    found, advisory = hit.locked, hit.advisory
    instead = f"by {hit.fixed} or later" if hit.fixed else "or removed, since no version is fixed yet"
    lines = [
        f"{found.name} {found.version} ({found.file}): {advisory.id}, {advisory.severity}, published"
        f" {clock.in_words(advisory.published)}.",
        f"  It must be replaced {instead}, until {clock.in_words(hit.until)} at the latest.",
    ]
    if hit.is_late(today):
        lines.append(f"  That is {_counted((today - hit.until).days, 'day', 'days')} too late.")
    if hit.exemption:
        lines.append(f"  There is an exception until then: {hit.exemption.reason}")
    return "\n".join(lines)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
