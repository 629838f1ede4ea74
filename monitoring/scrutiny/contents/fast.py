"""How fast: each promise that was due between two days, with the day on which it was kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet, TextField, Value

from monitoring.oversight.promises.queries import records, shown_to
from sil.deadlines.promises import PROMISES, STATES
from sil.framework.years import academic_year

from .lines import About


@dataclass(frozen=True)
class Kept:
    """A promise of one record: the day it was due, the day it was kept (None while it is owed), and the reason given
    for being late."""

    slug: str
    due: date
    kept: date | None
    state: str
    why: str

    @property
    def label(self) -> str:
        return PROMISES[self.slug].label

    @property
    def owed_by(self) -> str:
        return PROMISES[self.slug].owed_by

    @property
    def state_words(self) -> str:
        return STATES[self.state]

    @property
    def days(self) -> int | None:
        """The days between the day it was due and the day it was kept: below zero where it was early."""
        return (self.kept - self.due).days if self.kept else None

    @property
    def days_words(self) -> str:
        """3 days early, on the day, or 2 days late."""
        if self.days is None:
            return ""
        if not self.days:
            return "on the day"
        number = abs(self.days)
        return f"{number} day{'' if number == 1 else 's'} {'late' if self.days > 0 else 'early'}"


def promises_of(about: About) -> list[Kept]:
    """Return the promises of a school that were due between two days, by that day. One query, and some for each
    academic year."""
    found = [rows for year in range(academic_year(about.first), academic_year(about.last) + 1)
             for rows in _rows(about, year)]  # fmt: skip
    if not found:
        return []
    first, *others = found
    rows = (first.union(*others, all=True) if others else first).order_by("due", "slug")
    return [Kept(slug, due, kept, state, why) for slug, due, kept, state, why in rows]


def _rows(about: About, year: int) -> Iterator[QuerySet[Any, Any]]:
    for promise in shown_to(about.who):
        rows = records(promise, about.who, year).filter(
            of_school__in=about.schools, due__range=(about.first, about.last)
        )
        named = rows.order_by().annotate(slug=Value(promise.slug, TextField()))
        yield named.values_list("slug", "due", "kept", "state", "why")
