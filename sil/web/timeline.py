"""What happened around a record, from every source, the latest first?

Domains declare sources and the groups by which a reader filters. A page of things costs one query,
whatever their number and from however many sources; the choices to filter by cost another one.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, DateField, DateTimeField, F, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, ExtractYear, JSONObject, TruncDate

from sil import clock
from sil.accounts.user_roles import UserRoles
from sil.audit import events
from sil.audit.models import Event

PAGE_SIZE = 50
# What fits on paper, and far more than ten years of a school.
PRINTED = 5_000
_COLUMNS = ("t_day", "t_at", "t_group", "t_source", "t_key", "t_data")
OTHER = "other"
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Change:
    """A value that was replaced, in words, and the name of its column."""

    column: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happened. `at` is its moment where one is known, `by` whoever did it."""

    day: date
    title: str
    at: datetime | None = None
    by: str = ""
    why: str = ""
    changes: tuple[Change, ...] = ()
    href: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where things that happened are found. `rows` gives what a person may read of them, shaped by
    `dated` or `of_events`, or None; `entry` words one from its day and the values that `rows` names."""

    slug: str
    rows: Callable[[Any, UserRoles], QuerySet[Any] | None]
    entry: Callable[[date, Mapping[str, Any]], Entry]


_sources: dict[str, Source] = {}
# Group -> its label, and the beginnings of the kinds of events in it.
_groups: dict[str, str] = {OTHER: "Other"}
_prefixes: dict[str, str] = {}


def declare(*sources: Source) -> None:
    _sources.update({source.slug: source for source in sources})


def declare_group(slug: str, label: str, prefixes: Iterable[str] = ()) -> None:
    """A kind of thing to filter by, and which events are of it: ("allocation.", "round.")."""
    _groups[slug] = label
    _prefixes.update(dict.fromkeys(prefixes, slug))


def groups() -> Mapping[str, str]:
    """Every group by slug, with its label."""
    return _groups


def dated(rows: QuerySet[Any], day: str, *values: str, group: str, source: str) -> QuerySet[Any]:
    """Rows of a model that happened on the day in one of its columns, with the columns that `entry` reads."""
    return rows.order_by().annotate(
        t_day=Cast(F(day), DateField()),
        t_at=Cast(Value(None), DateTimeField()),
        t_group=Value(group, TextField()),
        t_source=Value(source, TextField()),
        t_key=F("pk"),
        t_data=JSONObject(pk=F("pk"), **{name: F(name) for name in values}),
    )


def of_events(found: QuerySet[Event], *, source: str) -> QuerySet[Event]:
    """Audit events, each in the group of its kind; `entry_of_event` words them."""
    groups = [When(kind__startswith=prefix, then=Value(group)) for prefix, group in _prefixes.items()]
    return found.order_by().annotate(
        t_day=TruncDate("at", tzinfo=clock.LONDON),
        t_at=F("at"),
        t_group=Case(*groups, default=Value(OTHER), output_field=TextField()),
        t_source=Value(source, TextField()),
        t_key=F("pk"),
        t_data=JSONObject(kind=F("kind"), actor_name=F("actor_name"), reason=F("reason"), data=F("data")),
    )


def entry_of_event(day: date, values: Mapping[str, Any]) -> Entry:
    return replace(entry_of(Event(**values)), day=day)


def entry_of(event: Event) -> Entry:
    """An event in words, with what was replaced."""
    return Entry(
        day=clock.local(event.at).date() if event.at else date.min,
        at=event.at,
        title=events.sentence(event),
        by=event.actor_name,
        why=event.reason,
        changes=_changes(event.data.get("old"), event.data.get("new")),
    )


@dataclass(frozen=True)
class Choice:
    """A value to filter by, its words, and how many things it finds."""

    value: str
    label: str
    count: int


class Timeline:
    """What a person may read of what happened to a subject, filtered by group and calendar year.

    `page` counts from 1; one beyond the end is the last.
    """

    def __init__(
        self,
        subject: Any,
        who: UserRoles,
        *,
        group: str = "",
        year: int | None = None,
        page: int = 1,
        size: int = PAGE_SIZE,
    ) -> None:
        self.group, self.year, self.size = group, year, size
        self._rows = _rows(subject, who)
        self.number = min(max(page, 1), max(self.pages, 1))

    @cached_property
    def counts(self) -> dict[tuple[str, int], int]:
        """How many things there are by group and year, unfiltered."""
        found: dict[tuple[str, int], int] = defaultdict(int)
        counted = (
            rows.values("t_group", t_year=ExtractYear("t_day")).annotate(t_count=Count("pk")) for rows in self._rows
        )
        for group, year, count in _union(rows.values_list("t_group", "t_year", "t_count") for rows in counted):
            found[group, year] += count
        return found

    @property
    def count(self) -> int:
        """How many things fit the filters."""
        return sum(
            n for (group, year), n in self.counts.items() if self.group in ("", group) and self.year in (None, year)
        )

    @property
    def pages(self) -> int:
        return -(-self.count // self.size)

    @property
    def groups(self) -> list[Choice]:
        """The groups that have something, by label; those of the year that is asked for."""
        found: dict[str, int] = defaultdict(int)
        for (group, year), count in self.counts.items():
            if self.year in (None, year):
                found[group] += count
        return sorted((Choice(slug, _groups[slug], n) for slug, n in found.items()), key=lambda each: each.label)

    @property
    def years(self) -> list[Choice]:
        """The years that have something, the latest first; those of the group that is asked for."""
        found: dict[int, int] = defaultdict(int)
        for (group, year), count in self.counts.items():
            if self.group in ("", group):
                found[year] += count
        return [Choice(str(year), str(year), found[year]) for year in sorted(found, reverse=True)]

    @property
    def later(self) -> int | None:
        """The number of the page before this one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def earlier(self) -> int | None:
        """The number of the page after this one."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def entries(self) -> list[Entry]:
        """The things of the page in words, the latest first."""
        first = (self.number - 1) * self.size
        return _read([self._narrow(rows) for rows in self._rows], first, self.size)

    def _narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.group:
            rows = rows.filter(t_group=self.group)
        if self.year is not None:
            rows = rows.filter(t_day__gte=date(self.year, 1, 1), t_day__lte=date(self.year, 12, 31))
        return rows


def once(entries: Iterable[Entry]) -> list[Entry]:
    """Things in words, in their order, without one that says the same of the same moment again: where a record moved
    another with it, that is told once."""
    return list({(each.day, each.at, each.title, each.by, each.why): each for each in entries}.values())


def latest(subject: Any, who: UserRoles, count: int) -> list[Entry]:
    """The latest things in words. One query."""
    return _read(_rows(subject, who), 0, count)


def _rows(subject: Any, who: UserRoles) -> list[QuerySet[Any]]:
    found = (source.rows(subject, who) for source in _sources.values())
    return [rows for rows in found if rows is not None]


def _read(several: Iterable[QuerySet[Any]], first: int, size: int) -> list[Entry]:
    ordered = _union(rows.values_list(*_COLUMNS) for rows in several)
    found = ordered.order_by("-t_day", "-t_at", "t_source", "-t_key")[first : first + size]
    return [
        replace(_sources[source].entry(day, data), at=at, group=_groups[group])
        for day, at, group, source, _, data in found
    ]


def _union(querysets: Iterable[QuerySet[Any]]) -> QuerySet[Any]:
    first, *others = querysets
    return first.union(*others, all=True)


def _changes(old: object, new: object) -> tuple[Change, ...]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return ()
    return tuple(Change(name, _words(name), _shown(old.get(name)), _shown(new[name])) for name in new)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_shown(each)}" for name, each in value.items()) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, "", []):
        return "nothing"
    text = str(value)
    return clock.in_words(date.fromisoformat(text)) if _ISO.fullmatch(text) else text
