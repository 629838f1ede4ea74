"""What a scrutiny report is made of: lines with a day, under headings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, DateField, F, QuerySet, When
from django.db.models.functions import Cast, TruncDate

from schools.models import School
from schools.succession import urns_with_predecessors
from sil.accounts.user_roles import UserRoles
from sil.clock import LONDON


@dataclass(frozen=True)
class About:
    """A school with those it took the place of, the first and the last day, and whose eyes it is read with."""

    schools: tuple[int, ...]
    first: date
    last: date
    who: UserRoles


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was known or done: its day, what it was, who did or said it, and where it is recorded."""

    day: date
    what: str
    source: str
    detail: str = ""
    by: str = ""


@dataclass(frozen=True)
class Part:
    """Records under a heading: `rows` finds them, with the column `told_on`, and `tell` puts them into lines."""

    rows: Callable[[About], QuerySet[Any]]
    tell: Callable[[QuerySet[Any]], Iterable[Line]]


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading of the report, with the sentence for where there is nothing, and the records under it."""

    slug: str
    title: str
    empty: str
    parts: tuple[Part, ...]

    def read(self, about: About) -> list[Line]:
        """Return its lines by day. Some queries for each part."""
        lines = (line for part in self.parts for line in part.tell(part.rows(about).order_by("told_on", "pk")))
        return sorted(lines, key=lambda line: line.day)


def told(rows: QuerySet[Any], about: About, day: Any) -> QuerySet[Any]:
    """Return rows of which a day (a column or an expression) is one of those asked for, as `told_on`."""
    dated = rows.annotate(told_on=Cast(F(day) if isinstance(day, str) else day, DateField()))
    return dated.filter(told_on__range=(about.first, about.last))


def of_day(moment: str) -> TruncDate:
    """Return the day in London of a column with moments."""
    return TruncDate(moment, tzinfo=LONDON)


def first_of(about: About, *days: str) -> Case:
    """Return the first of several columns with a day that is not before those asked for."""
    return Case(*(When(**{f"{day}__gte": about.first}, then=F(day)) for day in days), output_field=DateField())


def about(school: School, first: date, last: date, who: UserRoles) -> About:
    return About(tuple(urns_with_predecessors(school)), first, last, who)


def joined(*parts: str) -> str:
    """Return sentences that are not blank as one text."""
    return " ".join(part.strip() for part in parts if part.strip())
