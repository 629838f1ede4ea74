"""Read a file of a national register in, whole or not at all."""

import re
from dataclasses import asdict, replace
from pathlib import Path
from time import perf_counter

from django.db import connection, transaction

from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.workflow import Denied

from ...models import RegisterRun, School
from ..catalogue import REGISTERS, owners
from ..table import loading
from ..table.archive import FileRefused
from ..table.reading import Progress, Table, normal, open_table
from ..table.register import Register, Report, Scope, Stamp, Tally
from . import questions
from .permissions import check_import

_AUTHORITY = re.compile(r"[0-9]{3}", re.ASCII)


def import_file(
    register: str,
    path: Path,
    *,
    by: User | None,
    authority: str,
    dry_run: bool = False,
    file_name: str = "",
    progress: Progress | None = None,
    year: int | None = None,
    sure: bool = True,
) -> Report:
    """Take in what a file says of an authority's schools; a dry run does all of it and undoes it.

    `file_name` is the file's name for people where it is stored under another one. `progress` hears
    of lines read and of about how many there are. `year` is the academic year of a file that does
    not say it itself. Without `sure` a file that is unusual as a whole changes nothing: the report has
    the questions, and no run. Raises Denied("not_allowed"), Denied("not_an_authority"), and FileRefused
    for a file that is refused as a whole; nothing is changed then.
    """
    check_import(by=by)
    if not _AUTHORITY.fullmatch(authority):
        raise Denied("not_an_authority", f"The code of an authority has three digits, so not “{authority}”.")
    began, source = perf_counter(), (file_name or path.name)[-200:]
    with open_table(path) as table, transaction.atomic():
        table.progress = progress
        try:
            report = _read(REGISTERS[register], table, by=by, authority=authority, file_name=source, year=year)
        except FileRefused as refused:
            raise FileRefused(refused.sentence.removesuffix(".") + _hint(REGISTERS[register], table)) from refused
        undone = dry_run or (not sure and bool(report.outcome.questions))
        if undone:
            transaction.set_rollback(True)
    return replace(report, seconds=perf_counter() - began, run=None if undone else report.run)


def _read(
    register: Register, table: Table, *, by: User | None, authority: str, file_name: str, year: int | None
) -> Report:
    started_at, tally = clock.now(), Tally()
    with connection.cursor() as cursor:
        loading.wait_for_turn(cursor)
        stamp = Stamp(by, file_name, run=loading.next_id(cursor, RegisterRun))
        scope = Scope(authority, frozenset(School.objects.order_by().values_list("urn", flat=True)), year)
        columns = tuple(filter(None, map(normal, table.header.cells)))
        outcome = register.load(cursor, table, tally, scope, stamp)
        outcome = replace(outcome, questions=(*outcome.questions, *questions.of_columns(register, columns)))
        loading.clear(cursor)
    report = Report(
        register=register,
        authority=authority,
        file_name=file_name,
        read=tally.read,
        outcome=outcome,
        left_out={reason: tally.left_out[reason] for reason in register.reasons},
        refused=tally.refused,
        refusals=tally.refusals(),
        columns=columns,
    )
    run = RegisterRun.objects.create(
        pk=stamp.run,
        register=register.slug,
        file_name=file_name,
        sha256=table.about.sha256,
        by=by,
        started_at=started_at,
        finished_at=clock.now(),
        counts=report.counts(),
        refused=[asdict(refusal) for refusal in report.refusals],
    )
    events.record(
        "register.read",
        subject=run,
        by=by,
        register=register.title,
        file=file_name,
        added=outcome.added,
        changed=outcome.changed,
    )
    return replace(report, run=run)


def _hint(register: Register, table: Table) -> str:
    """The end of a refusal: another register's file is the likeliest mistake."""
    others = owners(table.header)
    if not others or register in others:
        return "."
    return f"; it looks like a file of another register, {others[0].title}."
