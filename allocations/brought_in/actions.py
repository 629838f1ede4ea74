"""Bring in bands of the years before: look at all of them first, bring in all or none, correct one, take all back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from schools.models import BroughtInFile, School
from schools.queries import scope
from sil import clock
from sil.accounts.models import User
from sil.audit import events
from sil.framework.years import label
from sil.uploads.formats import Document
from sil.uploads.sheets import Line, read_sheet
from sil.workflow import Denied

from ..allocation.actions import lock
from ..allocation.policies import row_for
from ..models import Allocation, Round
from ..states import RoundState
from .permissions import check_bring_in, check_own
from .policies import check_day
from .queries import files, known_of, standing_on, version_of
from .reading import HEADINGS, REQUIRED, Problem, entries_of

# All of them are brought in while a page waits.
MOST_LINES = 2_000
NAMED = 5
_OTHERS = tuple(heading for heading in HEADINGS if heading not in REQUIRED)


@dataclass(frozen=True)
class Table:
    """What was read from a file: `entries` and `problems` as `BroughtInFile` has them."""

    name: str
    lines: tuple[Line, ...]
    entries: list[dict[str, Any]]
    problems: list[Problem]
    unknown: tuple[str, ...]


def read(document: Document, *, on: date) -> Table:
    """Return what a file brings in and the problems in it. Raises Denied("sheet", "no_framework")."""
    sheet = read_sheet(document, required=REQUIRED, known=_OTHERS)
    if len(sheet.lines) > MOST_LINES:
        raise Denied(
            "sheet", f"The file has {len(sheet.lines):,} lines. It can have {MOST_LINES:,} at most: split it by year."
        )
    entries, problems = entries_of(sheet.lines, known_of(sheet.lines, on))
    return Table(document.name, sheet.lines, entries, problems, sheet.unknown)


@transaction.atomic
def prepare(document: Document, *, by: User, on: date) -> BroughtInFile:
    """Keep what a file would bring in, with the problems in it, for its page. Nothing is brought in yet.

    Raises Denied("not_allowed", "sheet", "no_framework"), and Denied("nothing") where it brings in nothing new.
    """
    check_bring_in(by=by, on=on)
    table = read(document, on=on)
    if not table.entries and not table.problems:
        raise Denied("nothing", "There is no band in the file that is not here already. Fill in the template.")
    files().filter(made_by=by, done_on=None).delete()
    return _file(table, by=by, problems=table.problems, unknown=list(table.unknown))


@transaction.atomic
def bring_in(file: BroughtInFile, *, by: User, on: date) -> BroughtInFile:
    """Bring in everything that the page of a file showed, or nothing. Nobody is told, and no period starts.

    Raises Denied("not_allowed", "not_yours", "done", "problems"), and Denied("changed") where it would bring in
    something else now.
    """
    check_bring_in(by=by, on=on)
    file = BroughtInFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    check_own(file, by=by)
    if file.done_on:
        raise Denied("done", "This file has been brought in already.")
    if file.problems:
        raise Denied("problems", "Put the problems in the file right, then upload it again. Nothing was brought in.")
    lines = [Line(row["line"], row["cells"]) for row in file.rows]
    rounds = _rounds({entry["year"] for entry in file.entries}, by=by, on=on)
    entries, problems = entries_of(lines, known_of(lines, on))
    if problems or entries != file.entries:
        raise Denied(
            "changed",
            "Nothing was brought in. Since you uploaded the file, bands or schools in it have changed. Upload it again "
            "to see what it would bring in now.",
        )
    return _carry_out(file, entries, rounds, by=by, on=on)


@transaction.atomic
def bring_in_at_once(table: Table, *, on: date) -> BroughtInFile:
    """As `bring_in`, for the server's command line. Raises Denied("problems")."""
    if table.problems:
        raise Denied("problems", "There are problems in the file. Nothing was brought in.")
    rounds = _rounds({entry["year"] for entry in table.entries}, by=None, on=on)
    return _carry_out(_file(table, by=None), table.entries, rounds, by=None, on=on)


@transaction.atomic
def correct(
    allocation: Allocation, *, band: str, day: date, reasons: str, reason: str, by: User, on: date
) -> Allocation:
    """Correct a band that was brought in, its day or its reasons. A band that was proposed from it stays as it is.

    Raises Denied("not_allowed", "wrong_state", "no_reason", "not_of_year", "no_change").
    """
    check_bring_in(by=by, on=on)
    allocation = lock(allocation)
    if not allocation.is_brought_in:
        raise Denied("wrong_state", "This band was not brought in, or it was taken back.")
    if not reason.strip():
        raise Denied("no_reason", "Enter why you correct it.")
    check_day(day, allocation.round.academic_year)
    old, new = _said(allocation), {"band": band, "day": day.isoformat(), "reasons": reasons}
    if old == new:
        raise Denied("no_change", "This is what is on record. Change the band, the day or the reasons.")
    name = allocation.framework.band(band).name
    _record(allocation, "allocation.import_corrected", by=by, reason=reason, band_name=name, old=old, new=new)
    allocation.band, allocation.ended_on, allocation.brought_in_reasons = band, day, reasons
    allocation.save(update_fields=["band", "ended_on", "brought_in_reasons"])
    return allocation


@transaction.atomic
def take_back(file: BroughtInFile, *, reason: str, by: User, on: date) -> BroughtInFile:
    """Take back everything that a file brought in; the history keeps it.

    Raises Denied("not_allowed", "not_done", "taken_back", "no_reason"), and Denied("stands_on") where a later band was
    proposed since for one of the schools.
    """
    check_bring_in(by=by, on=on)
    file = BroughtInFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if not file.done_on:
        raise Denied("not_done", "This file was not brought in, so there is nothing to take back.")
    if file.taken_back_on:
        raise Denied("taken_back", "This file was taken back already.")
    if not reason.strip():
        raise Denied("no_reason", "Enter why the file is taken back.")
    there = list(Allocation.objects.select_for_update(of=("self",)).filter(brought_in=file).order_by("pk"))
    if standing := list(standing_on(file)):
        names = ", ".join(f"{each.school.name} ({each.round})" for each in standing[:NAMED])
        more = f" and {len(standing) - NAMED} more" if len(standing) > NAMED else ""
        raise Denied(
            "stands_on",
            f"Bands of this file have been built on since: {names}{more}. Correct those that are wrong one by one.",
        )
    for allocation in there:
        if allocation.is_brought_in:
            _take_back(lock(allocation), by=by, reason=reason)
    file.taken_back_on, file.taken_back_by, file.taken_back_reason = on, by, reason.strip()
    file.save(update_fields=["taken_back_on", "taken_back_by", "taken_back_reason"])
    _record_file("round.bands_taken_back", file, by=by, reason=reason)
    return file


def _carry_out(
    file: BroughtInFile,
    entries: Sequence[Mapping[str, Any]],
    rounds: Mapping[int, Round],
    *,
    by: User | None,
    on: date,
) -> BroughtInFile:
    schools = School.objects.in_bulk({entry["urn"] for entry in entries})
    for entry in entries:
        _bring_in(file, entry, rounds[entry["year"]], schools[entry["urn"]], by=by)
    # What was brought in stands in the records: a second copy could differ from them.
    file.rows, file.entries, file.number, file.done_on = [], [], len(entries), on
    file.save(update_fields=["rows", "entries", "number", "done_on"])
    _record_file("round.bands_brought_in", file, by=by)
    return file


def _bring_in(file: BroughtInFile, entry: Mapping[str, Any], found: Round, school: School, *, by: User | None) -> None:
    allocation = Allocation.objects.create(round=found, school=school, brought_in=file)
    row = row_for(allocation, "bring_in")
    status = (allocation.status, row.target)
    _record(allocation, row.event, by=by, band_name=entry["band_name"], file=file.name, status=status)
    allocation.status, allocation.band = row.target, entry["band"]
    allocation.ended_on, allocation.brought_in_reasons = date.fromisoformat(entry["day"]), entry["reasons"]
    allocation.save(update_fields=["status", "band", "ended_on", "brought_in_reasons"])


def _take_back(allocation: Allocation, *, by: User, reason: str) -> None:
    row = row_for(allocation, "take_back_import")
    name = allocation.framework.band(allocation.band).name
    status = (allocation.status, row.target)
    _record(allocation, row.event, by=by, reason=reason, band_name=name, status=status)
    allocation.status, allocation.band = row.target, ""
    allocation.save(update_fields=["status", "band"])


def _rounds(years: set[int], *, by: User | None, on: date) -> dict[int, Round]:
    """The rounds of years, locked, each made where there is none: closed from the start, since it was not run here."""
    found = {}
    for year in sorted(years):
        facts = {"framework_version": version_of(year), "opened_on": on, "opened_by": by, "is_brought_in": True}
        _, is_new = Round.objects.get_or_create(academic_year=year, defaults=facts)
        there = (
            Round.objects.select_for_update(of=("self",)).select_related("framework_version").get(academic_year=year)
        )
        if is_new:
            status = (there.status, RoundState.CLOSED)
            scope_of = f"round:{year}"
            events.record("round.brought_in", subject=there, by=by, scope=scope_of, year=label(year), status=status)
            there.status, there.closed_on = RoundState.CLOSED, on
            there.save(update_fields=["status", "closed_on"])
        found[year] = there
    return found


def _file(table: Table, *, by: User | None, **facts: Any) -> BroughtInFile:
    return BroughtInFile.objects.create(
        kind=BroughtInFile.Kind.BANDS,
        name=table.name,
        made_by=by,
        made_at=clock.now(),
        rows=[{"line": line.number, "cells": dict(line.cells)} for line in table.lines],
        entries=table.entries,
        **facts,
    )


def _record(allocation: Allocation, kind: str, *, by: User | None, reason: str = "", **said: Any) -> None:
    year = label(allocation.round.academic_year)
    where = scope(allocation.school)
    events.record(kind, subject=allocation, by=by, scope=where, reason=reason.strip(), year=year, **said)


def _record_file(kind: str, file: BroughtInFile, *, by: User | None, reason: str = "") -> None:
    said: dict[str, Any] = {"file": file.name, "number": file.number}
    events.record(kind, subject=file, by=by, scope="rounds", reason=reason.strip(), **said)


def _said(allocation: Allocation) -> dict[str, str]:
    day = allocation.ended_on.isoformat() if allocation.ended_on else ""
    return {"band": allocation.band, "day": day, "reasons": allocation.brought_in_reasons}
