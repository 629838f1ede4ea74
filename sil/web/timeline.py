"""The timeline of a record: what happened, from every source, the latest first.

The domains declare sources and the groups that a reader filters by. A page of entries costs one query, however many
entries and sources there are; the choices of the filter cost another one.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, DateField, DateTimeField, F, Func, Model, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, ExtractYear, JSONObject, TruncDate

from sil import clock
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.audit import events
from sil.audit.models import Event
from sil.registry import Registry

PAGE_SIZE = 50
# The most entries that are printed: far more than ten years of a school have.
PRINTED = 5_000
_COLUMNS = ("t_day", "t_at", "t_group", "t_source", "t_key", "t_data")
OTHER = "other"
# Beginnings of kinds of events that stand with a school, case or person, and are told only to those who have more than
# that opened to them: the page of the record says that there is a hold, and not why.
RESERVED = {"hold.": Permission.LEGAL_HOLD}
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
    """One thing that happened. `at` is its time, if that is known, and `by` the name of the person who did it."""

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
    """Where entries come from. `rows` returns what a person may read, shaped by `dated` or `of_events`, or None;
    `entry` makes an entry from the day of a row and the values that `rows` named."""

    slug: str
    # The subject is a record of the domain that declares the source.
    rows: Callable[[Any, UserRoles], QuerySet[Model] | None]
    entry: Callable[[date, Mapping[str, Any]], Entry]


@dataclass(frozen=True)
class Group:
    """A choice of the filter. `prefixes` are the first words of the kinds of its events, each with its full stop:
    ("allocation.", "round.")."""

    slug: str
    label: str
    prefixes: tuple[str, ...] = ()


SOURCES: Registry[Source] = Registry("timeline sources", key=lambda source: source.slug)
GROUPS: Registry[Group] = Registry("timeline groups", key=lambda group: group.slug)


def dated(rows: QuerySet[Any], day: str, *values: str, group: str, source: str) -> QuerySet[Any]:
    """Return rows of a model, dated by its column `day`, with the `values` (columns) that `entry` reads."""
    return rows.order_by().annotate(
        t_day=Cast(F(day), DateField()),
        t_at=Cast(Value(None), DateTimeField()),
        t_group=Value(group, TextField()),
        t_source=Value(source, TextField()),
        t_key=F("pk"),
        t_data=JSONObject(pk=F("pk"), **{name: F(name) for name in values}),
    )


def of_events(found: QuerySet[Event], *, source: str) -> QuerySet[Event]:
    """Return audit events, to be put into words by `entry_of_event`. In place of a group each has the first word of its
    kind (`_groups`): to choose among all prefixes in the database took longer than to read the events."""
    return found.order_by().annotate(
        t_day=TruncDate("at", tzinfo=clock.LONDON),
        t_at=F("at"),
        t_group=Func(F("kind"), Value("."), Value(1), function="split_part", output_field=TextField()),
        t_source=Value(source, TextField()),
        t_key=F("pk"),
        t_data=JSONObject(kind=F("kind"), actor_name=F("actor_name"), reason=F("reason"), data=F("data")),
    )


def entry_of_event(day: date, values: Mapping[str, Any]) -> Entry:
    """Return the entry of an audit event, from the values that `of_events` named."""
    return replace(entry_of(Event(**values)), day=day)


def entry_of(event: Event) -> Entry:
    """Return an event in words, with the values that it changed."""
    return Entry(
        day=clock.local(event.at).date() if event.at else date.min,
        at=event.at,
        title=events.sentence(event),
        by=event.actor_name,
        why=event.reason,
        changes=_changes(event.data.get("old"), event.data.get("new")),
    )


def reserved(who: UserRoles | None) -> Q:
    """Return the condition on events of `RESERVED` that a person, or nobody in particular, is not told of. They are
    excluded from whatever is read."""
    found = Q(pk__in=[])
    for beginning, permission in RESERVED.items():
        if who is None or not who.may(permission):
            found |= Q(kind__startswith=beginning)
    return found


@dataclass(frozen=True)
class Choice:
    """A choice of the filter, its label, and the number of entries that it finds."""

    value: str
    label: str
    count: int


def changes_in_words(event: Event) -> str:
    """Return the values that an event changed, in one line."""
    return "; ".join(f"{each.what}: {each.old} → {each.new}" for each in entry_of(event).changes)


class Timeline:
    """The entries about a subject that a person may read, filtered by group and calendar year.

    `page` counts from 1; a number beyond the end means the last page.
    """

    def __init__(
        self,
        subject: Model,
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
        """The number of entries by (group, year), unfiltered."""
        found: dict[tuple[str, int], int] = defaultdict(int)
        counted = (
            rows.values("t_group", t_year=ExtractYear("t_day")).annotate(t_count=Count("pk")) for rows in self._rows
        )
        known = _groups()
        for group, year, count in _union(rows.values_list("t_group", "t_year", "t_count") for rows in counted):
            found[known.get(group, OTHER), year] += count
        return found

    @property
    def count(self) -> int:
        """The number of entries that match the filter."""
        return sum(
            n for (group, year), n in self.counts.items() if self.group in ("", group) and self.year in (None, year)
        )

    @property
    def pages(self) -> int:
        return -(-self.count // self.size)

    @property
    def groups(self) -> list[Choice]:
        """The groups that have entries in the chosen year, by label."""
        found: dict[str, int] = defaultdict(int)
        for (group, year), count in self.counts.items():
            if self.year in (None, year):
                found[group] += count
        return sorted((Choice(slug, _label(slug), n) for slug, n in found.items()), key=lambda each: each.label)

    @property
    def years(self) -> list[Choice]:
        """The years that have entries in the chosen group, the latest first."""
        found: dict[int, int] = defaultdict(int)
        for (group, year), count in self.counts.items():
            if self.group in ("", group):
                found[year] += count
        return [Choice(str(year), str(year), found[year]) for year in sorted(found, reverse=True)]

    @property
    def later(self) -> int | None:
        """The number of the page with later entries, or None."""
        return self.number - 1 if self.number > 1 else None

    @property
    def earlier(self) -> int | None:
        """The number of the page with earlier entries, or None."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def entries(self) -> list[Entry]:
        """The entries of the page, the latest first."""
        first = (self.number - 1) * self.size
        return _read([self._narrow(rows) for rows in self._rows], first, self.size)

    def _narrow(self, rows: QuerySet[Model]) -> QuerySet[Model]:
        if self.group:
            named = [name for name, slug in _groups().items() if (slug == self.group) is (self.group != OTHER)]
            among = Q(t_group__in=named)
            rows = rows.filter(~among if self.group == OTHER else among)
        if self.year is not None:
            rows = rows.filter(t_day__gte=date(self.year, 1, 1), t_day__lte=date(self.year, 12, 31))
        return rows


def once(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries in their order, without repeats: an act that moved two records leaves two equal entries."""
    return list({(each.day, each.at, each.title, each.by, each.why): each for each in entries}.values())


def latest(subject: Model, who: UserRoles, count: int) -> list[Entry]:
    """Return the latest `count` entries. One query."""
    return read(_rows(subject, who), count)


def read(several: Iterable[QuerySet[Any]], count: int) -> list[Entry]:
    """Return the latest `count` entries of rows that sources returned. One query."""
    return _read(several, 0, count)


def _groups() -> dict[str, str]:
    """The slug of the group that a row is in, by what its `t_group` says: the slug, or the first word of an event's
    kind. What is not named here is in OTHER."""
    return {name.rstrip("."): group.slug for group in GROUPS for name in (group.slug, *group.prefixes)}


def _label(group: str) -> str:
    return GROUPS[group].label


def _rows(subject: Model, who: UserRoles) -> list[QuerySet[Model]]:
    found = (source.rows(subject, who) for source in SOURCES)
    return [rows for rows in found if rows is not None]


def _read(several: Iterable[QuerySet[Model]], first: int, size: int) -> list[Entry]:
    ordered = _union(rows.values_list(*_COLUMNS) for rows in several)
    found = ordered.order_by("-t_day", "-t_at", "t_source", "-t_key")[first : first + size]
    known = _groups()
    return [
        replace(SOURCES[source].entry(day, data), at=at, group=_label(known.get(group, OTHER)))
        for day, at, group, source, _, data in found
    ]


def _union(querysets: Iterable[QuerySet[Any, Any]]) -> QuerySet[Any, Any]:
    first, *others = querysets
    return first.union(*others, all=True)


def _changes(old: object, new: object) -> tuple[Change, ...]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return ()
    found = (Change(name, _words(name), _shown(old.get(name)), _shown(new[name])) for name in new)
    # What reads the same did not change for a reader: a time that was blank and is blank.
    return tuple(change for change in found if change.old != change.new)


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
