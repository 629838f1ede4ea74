"""Facts on record about a school that bear on a criterion of the framework. The domains declare who finds them.

Each fact names its source and its date, so that its age can be shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from sil.framework.schema import Framework
from sil.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact in its own terms: the date it is from, who says so, and the address of its page, if it has one.
    `published_on` is the day on which it became known, where that is later; `latest` says what is newest in it, where
    its text goes back some years."""

    criterion: str
    text: str
    as_of: date
    source: str
    href: str = ""
    published_on: date | None = None
    latest: str = ""

    @property
    def since(self) -> date:
        """The first day on which it could be known."""
        return max(self.as_of, self.published_on or self.as_of)


@dataclass(frozen=True)
class Provider:
    """`find` takes (school, framework, day) and returns facts, in a fixed number of queries."""

    slug: str
    # The school is a `schools.models.School`, which nothing in sil may import.
    find: Callable[[Any, Framework, date], Iterable[Fact]]


PROVIDERS: Registry[Provider] = Registry("evidence", key=lambda provider: provider.slug)


def facts(school: Model, framework: Framework, on: date, *, but: str = "") -> list[Fact]:
    """Return every fact about a school that bears on a criterion, the latest first; `but` is the slug of a provider
    that is not asked."""
    asked = (provider for provider in PROVIDERS if provider.slug != but)
    found = [fact for provider in asked for fact in provider.find(school, framework, on)]
    return sorted(found, key=lambda fact: fact.as_of, reverse=True)


def age(as_of: date, on: date) -> str:
    """Return how old something is, like "3 years and 2 months ago" or "5 weeks ago"; "today" for a later day."""
    months = (on.year - as_of.year) * 12 + on.month - as_of.month - (on.day < as_of.day)
    days = (on - as_of).days
    if days <= 0:
        return "today"
    if months >= 12:
        rest = f" and {_count(months % 12, 'month')}" if months % 12 else ""
        return f"{_count(months // 12, 'year')}{rest} ago"
    if months >= 2:
        return f"{_count(months, 'month')} ago"
    return f"{_count(days // 7, 'week')} ago" if days >= 14 else f"{_count(days, 'day')} ago"


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
