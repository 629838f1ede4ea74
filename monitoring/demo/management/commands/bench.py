"""bench: measure every page of a seeded authority as every kind of person, and its work that is no page."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import Client

from monitoring.demo.bench import acts, exports, imports, letters, table, tasks, web
from monitoring.demo.bench.crawl import met
from monitoring.demo.bench.figures import Figure
from monitoring.demo.bench.measuring import measure_page, with_empty_page
from monitoring.demo.bench.table import Row
from schools.models import School
from sil.accounts.demo import ACCOUNTS, DOMAIN
from sil.accounts.models import User

# Those of the demonstration's people whose pages differ in kind.
PEOPLE = ("sip", "head", "head2", "chair", "officer", "director", "dcs", "admin")
PAGES = "pages"
# Who reads exports, and whose first page the web server answers.
EXPORTS, WEB = "officer", "head"


def _signed_in(name: str) -> tuple[User, Client]:
    user, client = User.objects.get(email=f"{name}@{DOMAIN}"), Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return user, client


# What is measured beside pages, in this order.
OTHERS: dict[str, Callable[[], Iterator[Figure]]] = {
    "tasks": tasks.measured,
    "acts": lambda: acts.measured(_signed_in),
    "imports": imports.measured,
    "letters": letters.measured,
    "exports": lambda: exports.measured(_signed_in(EXPORTS)[1]),
    "web": lambda: web.measured(_signed_in(WEB)[1], WEB),
}


class Command(BaseCommand):
    help = (
        "Measure a seeded authority: every page that people meet, against a page with nothing in it, and tasks, acts,"
        " imports, letters, exports and the web server. Exit code 1 where one is over its budget"
        " (docs/reference/benchmarks.md)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", choices=(PAGES, *OTHERS), action="append", help="only this; may be repeated")
        parser.add_argument("--pages", default="", metavar="PATTERN", help="only routes that this pattern finds")
        parser.add_argument("--role", choices=PEOPLE, action="append", help="only this person's; may be repeated")
        parser.add_argument("--save", type=Path, metavar="FILE", help="keep the figures, for a later --compare")
        parser.add_argument(
            "--compare",
            type=Path,
            metavar="FILE",
            help="print what changed since figures were kept; a page that grew by half since a smaller authority's"
            " is over its budget",
        )
        parser.add_argument("--most", type=int, default=40, help="how many rows to print (default 40)")
        parser.add_argument("--no-judging", action="store_true", help="print, and end with 0 whatever was found")

    def handle(self, **options: Any) -> None:
        if not settings.DEMO or not User.objects.filter(email=ACCOUNTS[0].email).exists():
            raise CommandError("Fill an empty database first: python3 manage.py seed")
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            call_command("collectstatic", verbosity=0, interactive=False)
        # A person or a pattern asks for pages.
        asked = options["only"] or ((PAGES,) if options["pages"] or options["role"] else (PAGES, *OTHERS))
        schools, rows = School.objects.count(), list[Row]()
        self.stdout.write(f"{schools:,} schools\n")
        if PAGES in asked:
            pattern = re.compile(options["pages"])
            rows = list(self._rows(pattern, options["role"] or PEOPLE, options["verbosity"]))
            self.stdout.write(f"{len(rows)} addresses\n{table.text(rows, options['most'])}")
        others = list(self._others([name for name in OTHERS if name in asked]))
        found: list[Row | Figure] = [*rows, *others]
        kept = [{"schools": schools, **each.kept()} for each in found]
        if options["save"]:
            options["save"].write_text(json.dumps(kept, indent=0) + "\n", encoding="utf-8")
        grown: list[str] = []
        if options["compare"]:
            earlier = json.loads(options["compare"].read_text(encoding="utf-8"))
            self.stdout.write(table.compared(rows, earlier, options["most"]))
            grown = table.grown(rows, earlier, schools)
            self.stdout.write("\n".join([f"Grew with the authority: {len(grown)}", *grown[: options["most"]], ""]))
        over = [each for each in found if each.over]
        self.stdout.write(f"{len(over)} of {len(found)} over budget")
        if (over or grown) and not options["no_judging"]:
            raise SystemExit(1)

    def _rows(self, pattern: re.Pattern[str], people: Iterable[str], verbosity: int) -> Iterator[Row]:
        for name in people:
            with with_empty_page():
                client = _signed_in(name)[1]
                for address in list(met(client, "/", lambda route: bool(pattern.search(route)))):
                    row = Row.of(name, address, measure_page(client, address.path))
                    if verbosity > 1:
                        self.stdout.write(table.line(row))
                    yield row

    def _others(self, names: Iterable[str]) -> Iterator[Figure]:
        for name in names:
            with with_empty_page():
                for figure in OTHERS[name]():
                    self.stdout.write(figure.line)
                    yield figure
