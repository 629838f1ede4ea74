"""What the lines of a file change in the directory: checked line by line, so that every problem is told at once."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from schools.establishments import PHASES
from schools.models import School
from sil.clock import in_words
from sil.dates.cells import day_in
from sil.framework.schema import plain
from sil.uploads.sheets import Line

from ..choices import designations, topics
from ..models import Leader

NAME, EMAIL, DESIGNATION, URN = "Name", "Email", "Designation", "URN of their school"
TOPICS, PHASE, FROM, TO, DAYS, NOTES = "Topics", "Phases", "Accredited from", "Accredited to", "Days a year", "Notes"
REQUIRED = (NAME, EMAIL)
HEADINGS = (NAME, EMAIL, DESIGNATION, URN, TOPICS, PHASE, FROM, TO, DAYS, NOTES)
# Heading -> the column that it fills.
_COLUMNS = {
    NAME: "name",
    DESIGNATION: "designation",
    URN: "school_id",
    TOPICS: "topics",
    PHASE: "phases",
    FROM: "accredited_from",
    TO: "accredited_to",
    DAYS: "days_a_year",
    NOTES: "notes",
}
_NEEDED = (NAME, DESIGNATION, TOPICS, FROM, DAYS)


class _Refused(Exception):
    """Why a cell cannot be taken in, as a sentence."""


def stored_of(leader: Leader) -> dict[str, Any]:
    """Return what is recorded of a leader, as JSON holds it."""
    return {
        "name": leader.name,
        "designation": leader.designation,
        "school_id": leader.school_id,
        "topics": leader.topics,
        "phases": leader.phases,
        "accredited_from": leader.accredited_from.isoformat(),
        "accredited_to": leader.accredited_to.isoformat() if leader.accredited_to else "",
        "days_a_year": str(leader.days_a_year),
        "notes": leader.notes,
    }


def entries_of(lines: Sequence[Line]) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """Return what the lines of a file change, and the problems by line. An empty cell changes nothing, and somebody
    about whom nothing changes is left out. Two queries."""
    there = {leader.email: leader for leader in Leader.objects.all()}
    urns = {
        cell for line in lines if (cell := line.cells.get(URN, "")).isascii() and cell.isdecimal() and len(cell) < 8
    }
    schools = set(School.objects.filter(pk__in=urns).values_list("pk", flat=True))
    read = _readers(schools)
    entries: list[dict[str, Any]] = []
    problems: list[tuple[int, str]] = []
    seen: dict[str, int] = {}
    for line in lines:
        email = line.cells.get(EMAIL, "").lower()
        said, wrong = _said(line, read)
        wrong += _of_address(email, seen, there)
        leader = there.get(email)
        before = stored_of(leader) if leader else {}
        then = {"school_id": None, "phases": [], "accredited_to": "", "notes": "", **before, **said}
        wrong += [] if wrong else _lacking(then)
        seen.setdefault(email, line.number)
        problems += [(line.number, sentence) for sentence in wrong]
        if wrong or then == before:
            continue
        changes = [
            (heading, _words(heading, before.get(column)), _words(heading, then[column]))
            for heading, column in _COLUMNS.items()
            if before.get(column) != then[column] and (before or then[column])
        ]
        entries.append(
            {
                "line": line.number,
                "leader": leader.pk if leader else None,
                "name": then["name"],
                "email": email,
                "before": before,
                "then": {**then, "email": email},
                "changes": changes,
            }
        )
    return entries, problems


def _readers(schools: set[int]) -> dict[str, Callable[[str], Any]]:
    named = {_normal(each): key for key, name in topics() for each in (key, name)}
    designated = {_normal(each): key for key, name in designations() for each in (key, name, name.partition("(")[0])}
    designated |= {_normal(key.upper()): key for key, _ in designations()}
    phases = {_normal(phase): phase for phase in PHASES}
    return {
        NAME: lambda text: _short(text, 120),
        DESIGNATION: lambda text: _one(text, designated, [name for _, name in designations()]),
        URN: lambda text: _school(text, schools),
        TOPICS: lambda text: [_one(each, named, [name for _, name in topics()]) for each in _parts(text)],
        PHASE: lambda text: [_one(each, phases, list(PHASES)) for each in _parts(text)],
        FROM: _day,
        TO: _day,
        DAYS: _days,
        NOTES: lambda text: _short(text, 2000),
    }


def _said(line: Line, read: dict[str, Callable[[str], Any]]) -> tuple[dict[str, Any], list[str]]:
    """What a line says, by column, with what is wrong in it."""
    said, wrong = {}, []
    for heading, reader in read.items():
        text = line.cells.get(heading, "").strip()
        if not text:
            continue
        try:
            said[_COLUMNS[heading]] = reader(text)
        except _Refused as refused:
            wrong.append(f"“{heading}”: {refused}")
    return said, wrong


def _of_address(email: str, seen: dict[str, int], there: dict[str, Leader]) -> list[str]:
    try:
        validate_email(email)
    except ValidationError:
        return [f"“{EMAIL}”: enter an email address, like name@example.com."]
    if email in seen:
        return [f"“{EMAIL}”: {email} is already on line {seen[email]}. Keep one of the lines."]
    if email in there and there[email].ended_on:
        return [f"{there[email].name} has left the directory. Put them back on their page, or take the line out."]
    return []


def _lacking(then: dict[str, Any]) -> list[str]:
    lacking = [heading for heading in _NEEDED if not then.get(_COLUMNS[heading])]
    if lacking:
        return [f"“{heading}”: fill it in, since this person is not in the directory yet." for heading in lacking]
    if then["accredited_to"] and then["accredited_to"] < then["accredited_from"]:
        return [f"“{TO}”: the last day must not be before the first day."]
    return []


def _one(text: str, known: dict[str, str], names: Sequence[str]) -> str:
    if _normal(text) not in known:
        raise _Refused(f"“{text}” is not known. Enter one of: {', '.join(names)}.")
    return known[_normal(text)]


def _school(text: str, schools: set[int]) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 7 or int(text) not in schools:
        raise _Refused(f"there is no school with URN {text}.")
    return int(text)


def _day(text: str) -> str:
    found = day_in(text)
    if found is None:
        raise _Refused(f"“{text}” is not a date. Enter it like 1/9/2026.")
    return found.isoformat()


def _days(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise _Refused(f"“{text}” is not a number of days. Enter it like 10 or 2.5.") from error
    if not number.is_finite() or not 0 <= number <= 999 or number != round(number, 1):
        raise _Refused(f"“{text}” is not a number of days. Enter it like 10 or 2.5.")
    return f"{number:.1f}"


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise _Refused(f"it must be {most:,} characters or fewer.")
    return text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _words(heading: str, value: Any) -> str:
    """What is stored, as a person reads it."""
    if not value:
        return ""
    if heading in (FROM, TO):
        return in_words(date.fromisoformat(value))
    if heading == DAYS:
        return plain(Decimal(value))
    named = dict(topics() if heading == TOPICS else designations() if heading == DESIGNATION else ())
    parts = value if isinstance(value, list) else [value]
    return "; ".join(named.get(part, str(part)) for part in parts)


def _normal(text: str) -> str:
    return " ".join(text.casefold().split())
