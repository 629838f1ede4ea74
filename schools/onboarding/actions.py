"""Set up people from a spreadsheet: look at all of it first, do all of it or nothing, and invite them in batches."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from sil import clock
from sil.accounts.actions import check_manage_people
from sil.accounts.models import User
from sil.audit import events
from sil.framework.queries import titles
from sil.uploads.formats import Document
from sil.uploads.sheets import read_sheet
from sil.workflow import Denied

from ..models import PeopleFile
from ..people import actions as people
from .queries import here, last_invitation, to_invite
from .reading import HEADINGS, REQUIRED, Problem, Row, row_of, rows_of
from .steps import Doing, do_line, forget

# So many invitations leave at once, then as many after a while: a mail server that is sent hundreds within a minute
# takes them for unwanted mail, or refuses them.
BATCH, EVERY = 50, timedelta(minutes=10)
# Each line is done once to be shown and once to be kept, and nobody waits for a page longer than a minute.
MOST_LINES = 2_000


@dataclass(frozen=True)
class Outcome:
    """What lines do, or did: entries and numbers as `PeopleFile` has them."""

    entries: list[dict[str, Any]]
    problems: list[Problem]
    numbers: dict[str, int]


@dataclass(frozen=True)
class Table:
    """What was read from a file."""

    name: str
    rows: list[Row]
    problems: list[Problem]
    left_out: list[int]
    unknown: list[str]


def read(document: Document) -> Table:
    """Return what a file says of people. Raises Denied("sheet") where it cannot be read."""
    sheet = read_sheet(document, required=REQUIRED, known=[each for each in HEADINGS if each not in REQUIRED])
    if len(sheet.lines) > MOST_LINES:
        raise Denied(
            "sheet", f"The file has {len(sheet.lines):,} lines. It can have {MOST_LINES:,} at most: split it in two."
        )
    rows, problems, left_out = rows_of(sheet.lines, titles())
    return Table(document.name, rows, problems, left_out, list(sheet.unknown))


def look_at(table: Table, *, by: User | None, on: date) -> Outcome:
    """Return what a file would do and the problems in it, by doing it and taking it all back. `by=None` is the server's
    command line. Raises Denied("not_allowed")."""
    check_manage_people(by=by, on=on)
    with transaction.atomic():
        done = _do(table.rows, by=by, on=on)
        transaction.set_rollback(True)
    return Outcome(done.entries, sorted([*table.problems, *done.problems]), done.numbers)


@transaction.atomic
def prepare(document: Document, *, by: User, on: date) -> PeopleFile:
    """Keep what a file would do, with the problems in it, for its page. Nothing is done yet.

    Raises Denied("not_allowed", "sheet"), and Denied("nothing") where it says nothing that is not so already.
    """
    table = read(document)
    found = look_at(table, by=by, on=on)
    if not found.entries and not found.problems:
        raise Denied(
            "nothing",
            "Everything in the file is here already. Add lines to the template or change some, then upload it.",
        )
    PeopleFile.objects.filter(made_by=by, done_on=None).delete()
    return PeopleFile.objects.create(
        made_by=by,
        made_at=clock.now(),
        name=table.name,
        rows=[row.kept() for row in table.rows],
        entries=found.entries,
        problems=found.problems,
        unknown=table.unknown,
        left_out=table.left_out,
        numbers=found.numbers,
    )


@transaction.atomic
def carry_out(file: PeopleFile, *, by: User, on: date, invites: bool) -> tuple[PeopleFile, datetime | None]:
    """Do everything that the page of a file showed, or nothing; invite the new people where `invites`. Return the file
    and when the last invitation leaves.

    Raises Denied("not_allowed", "not_yours", "done", "problems"), and Denied("changed") where it would do something
    else now.
    """
    check_manage_people(by=by, on=on)
    file = PeopleFile.objects.select_for_update().get(pk=file.pk)
    if file.made_by_id != by.pk:
        raise Denied("not_yours", "Only the person who uploaded the file can have it carried out.")
    if file.done_on:
        raise Denied("done", "This file has been carried out already.")
    if file.problems:
        raise Denied("problems", "Put the problems in the file right, then upload it again. Nothing has been changed.")
    done = _do([row_of(kept) for kept in file.rows], by=by, on=on)
    if done.problems or done.entries != file.entries:
        raise Denied(
            "changed",
            "Nothing has been changed. Since you uploaded the file, somebody changed people or schools in it. Upload "
            "it again to see what it would do now.",
        )
    last = _record(file.name, done, by=by, on=on, invites=invites, subject=file)
    # What was done is in the history of each person and school: a second copy of so many addresses is of no use.
    file.rows, file.entries, file.left_out, file.done_on = [], [], [], on
    file.save(update_fields=["rows", "entries", "left_out", "done_on"])
    return file, last


@transaction.atomic
def carry_out_at_once(table: Table, *, on: date, invites: bool) -> tuple[Outcome, datetime | None]:
    """As `carry_out`, for the server's command line: what was read is done at once. Raises Denied("problems")."""
    done = _do(table.rows, by=None, on=on)
    if table.problems or done.problems:
        raise Denied("problems", "There are problems in the file. Nothing has been changed.")
    last = _record(table.name, done, by=None, on=on, invites=invites, subject=PeopleFile())
    return done, last


@transaction.atomic
def invite(keys: Collection[int] | None, *, by: User | None, on: date) -> tuple[int, datetime | None]:
    """Invite people who have not been invited yet: those with some keys, or all. They leave in batches of `BATCH`, the
    first at once or `EVERY` after those that wait already. Return the number and when the last one leaves."""
    check_manage_people(by=by, on=on)
    waiting = to_invite().select_for_update(of=("self",))
    chosen = list(waiting if keys is None else waiting.filter(pk__in=keys))
    before = last_invitation()
    starts = before + EVERY if before else clock.now()
    leaves = None
    for place, person in enumerate(chosen):
        leaves = starts + EVERY * (place // BATCH)
        people.invite_again(person, by=by, on=on, not_before=leaves)
    return len(chosen), leaves


def _do(rows: Sequence[Row], *, by: User | None, on: date) -> Outcome:
    """Do what rows say, each wholly or not at all."""
    doing = Doing(by=by, on=on, here=here(rows, on), titles=titles(), needed_from=_needed_from(rows))
    entries: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for row in rows:
        doing.steps, doing.notes = [], []
        try:
            with transaction.atomic():
                do_line(doing, row)
        except Denied as denied:
            forget(doing, row)
            problems.append((row.line, denied.sentence))
            continue
        if doing.steps:
            who = {"line": row.line, "name": doing.here.users[row.email].name, "email": row.email}
            entries.append({**who, "steps": [list(step) for step in doing.steps], "notes": doing.notes})
    return Outcome(entries, problems, dict(Counter(kind for entry in entries for kind, _ in entry["steps"])))


def _needed_from(rows: Sequence[Row]) -> dict[tuple[str, str], date]:
    found: dict[tuple[str, str], date] = {}
    for row in rows:
        if row.starts_on:
            key = (row.email, row.role)
            found[key] = min(row.starts_on, found.get(key, row.starts_on))
    return found


def _record(
    name: str, done: Outcome, *, by: User | None, on: date, invites: bool, subject: PeopleFile
) -> datetime | None:
    said: dict[str, Any] = {kind: done.numbers.get(kind, 0) for kind in ("account", "post", "officer")}
    events.record("people.read_in", subject=subject, by=by, scope="people", file=name, **said)
    if not invites:
        return None
    new = [entry["email"] for entry in done.entries if any(kind == "account" for kind, _ in entry["steps"])]
    keys = User.objects.filter(email__in=new).values_list("pk", flat=True)
    return invite(list(keys), by=by, on=on)[1]
