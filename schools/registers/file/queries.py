"""Files that were read in or wait to be, and what a file would change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet

from sil.audit import events
from sil.clock import in_london, in_words
from sil.web.evidence import age

from ...models import RegisterFetch, RegisterFile, RegisterRun
from ..catalogue import REGISTERS, title_of
from ..table.register import Register


@dataclass(frozen=True)
class RegisterStatus:
    """A register and its last reading."""

    register: Register
    run: RegisterRun | None
    age: str = ""
    by: str = ""


@dataclass(frozen=True)
class Difference:
    """A column that differs, in words."""

    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Line:
    """A row that would be added or changed, in words."""

    key: str
    label: str
    added: bool
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Fetched:
    """An address of the settings, by its host and path, since the rest may hold a secret, and how it went last."""

    where: str
    register: str
    last: RegisterFetch | None


def fetches() -> list[Fetched]:
    """Each address that files are fetched from, with its last try. One query, and none without addresses."""
    if not settings.REGISTER_ADDRESSES:
        return []
    there = {each.address: each for each in RegisterFetch.objects.all()}
    return [_fetched(address, there.get(address)) for address in settings.REGISTER_ADDRESSES]


def _fetched(address: str, last: RegisterFetch | None) -> Fetched:
    parts = urlsplit(address)
    return Fetched(f"{parts.hostname or ''}{parts.path}", title_of(last.register) if last else "", last)


def runs() -> QuerySet[RegisterRun]:
    """Every reading that was recorded, without the rows it refused."""
    return RegisterRun.objects.select_related("by").defer("refused")


def register_statuses(on: date) -> list[RegisterStatus]:
    """Each register with its last reading, how old that is on a day, and by whom; in one query."""
    last = {run.register: run for run in runs().order_by("register", "-started_at", "-pk").distinct("register")}
    return [_register_status(register, last.get(slug), on) for slug, register in REGISTERS.items()]


def _register_status(register: Register, run: RegisterRun | None, on: date) -> RegisterStatus:
    if run is None:
        return RegisterStatus(register, run)
    return RegisterStatus(register, run, age(in_london(run.started_at), on), reader(run))


def unsettled() -> QuerySet[RegisterFile]:
    """The files that are not settled yet, those first that wait for a person longest."""
    return RegisterFile.objects.filter(status__in=RegisterFile.OPEN).select_related("sent_in_by").order_by("sent_in_at")


def earlier(file: RegisterFile) -> RegisterRun | None:
    """The last earlier reading of the very same file."""
    return runs().filter(register=file.register, sha256=file.sha256).exclude(pk=file.run_id or 0).first()


def reader(run: RegisterRun) -> str:
    """Who read a file in."""
    return run.by.name if run.by else events.SYSTEM


def counts(register: str, found: Mapping[str, Any]) -> list[tuple[str, int]]:
    """The counts of a run or of a dry run, with their words."""
    unit = REGISTERS[register].unit.capitalize() if register in REGISTERS else "Rows"
    return [
        ("Rows read", found["read"]),
        (f"{unit} added", found["added"]),
        (f"{unit} changed", found["changed"]),
        (f"{unit} unchanged", found["unchanged"]),
        *((f"Rows left out: {reason}", rows) for reason, rows in found["left_out"].items() if rows),
        ("Rows refused", found["refused"]),
    ]


def lines(report: Mapping[str, Any]) -> Iterator[Line]:
    """The changes that a dry run told one by one."""
    for change in report["changes"]:
        yield Line(change["key"], change["label"], change["added"], tuple(differences(change["columns"])))


def differences(columns: Mapping[str, Any]) -> Iterator[Difference]:
    """What differs, column by column; of values with parts, such as judgements, only the parts that do."""
    for column, (old, new) in sorted(columns.items()):
        if isinstance(old, dict) or isinstance(new, dict):
            before, after = old or {}, new or {}
            yield from (
                Difference(part, _words(before.get(part)), _words(after.get(part)))
                for part in sorted({**before, **after})
                if before.get(part) != after.get(part)
            )
        else:
            yield Difference(column.removesuffix("_id").replace("_", " ").capitalize(), _words(old), _words(new))


def _words(value: object) -> str:
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case str():
            try:
                return in_words(date.fromisoformat(value)) if len(value) == 10 else value
            except ValueError:
                return value
        case list():
            return ", ".join(map(str, value))
    return str(value)
