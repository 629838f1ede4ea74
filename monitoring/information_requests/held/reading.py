"""How a row reads: its day, its words, where it stands, its case and its file."""

from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from typing import Any

from django.utils.html import strip_tags

from monitoring.notices.models import Case
from sil import clock
from sil.audit import events
from sil.audit.models import Event

from ..models import InformationRequest
from .tables import Held

_OF_CASE = "case:"


def read(held: Held, row: Any, asked: InformationRequest) -> dict[str, Any]:
    """Return the columns of an item about a row, but its request and how it was found."""
    record: Any = row if held.at == "" else _follow(row, held.at or "")
    upload, letter = _follow(row, held.upload), _follow(row, held.letter)
    return {
        "table": held.model,
        "key": str(row.pk),
        "label": held.label,
        "day": _day(_follow(row, held.day)),
        "role": ", ".join(_roles(held, row, asked)),
        "words": _words(held, row),
        "address": record.get_absolute_url() if hasattr(record, "get_absolute_url") else "",
        "case_id": _case(held, row),
        "needs": held.needs or "",
        "file_kind": "upload" if upload else "letter" if letter else "",
        "file_key": str(getattr(upload or letter or "", "pk", upload or letter or "")),
    }


def _follow(row: Any, path: str) -> Any:
    """What stands at the end of a path of columns; None where there is none."""
    for name in path.split("__") if path else ():
        row = getattr(row, name, None) if row is not None else None
    return row if path else None


def _day(value: Any) -> date | None:
    return clock.in_london(value) if isinstance(value, date | datetime) else None


def _roles(held: Held, row: Any, asked: InformationRequest) -> Iterator[str]:
    """By which columns a row names the person. An account names nobody but itself."""
    for column in held.people if asked.person_id else ():
        if column != "pk" and getattr(row, f"{column}_id", None) == asked.person_id:
            yield held.heading(column)


def _words(held: Held, row: Any) -> str:
    if isinstance(row, Event):
        return "\n".join(filter(None, (events.sentence(row), f"By: {row.actor_name}", row.reason)))
    said = []
    for column in held.columns:
        shown = getattr(row, f"get_{column}_display", None)
        value = shown() if shown else getattr(row, column)
        if text := "\n".join(_texts(value, is_html=column == "html")):
            said.append(f"{held.heading(column)}: {text}")
    return "\n".join(said) or str(row)


def _texts(value: Any, *, is_html: bool = False) -> Iterator[str]:
    """The words in a value, those within lists and tables of JSON one after the other."""
    if isinstance(value, str) and value.strip():
        yield unescape(strip_tags(value)).strip() if is_html else value.strip()
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _case(held: Held, row: Any) -> int | None:
    """The case to which a row belongs."""
    if held.case:
        found = _follow(row, held.case)
        return found.pk if isinstance(found, Case) else found
    scope = str(_follow(row, held.scope) or "")
    key = scope.removeprefix(_OF_CASE)
    is_there = scope.startswith(_OF_CASE) and key.isdecimal() and Case.objects.filter(pk=key).exists()
    return int(key) if is_there else None
