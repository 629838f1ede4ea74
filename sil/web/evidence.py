"""What is on record that speaks to a criterion? Domains declare who finds what.

Each fact names its source and the day it is from, so that its age can be told.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sil.framework.schema import Framework


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing on record: what it says, in its own terms, as of which day, and who says so. `href` is where
    it stands in this service."""

    criterion: str
    text: str
    as_of: date
    source: str
    href: str = ""


# (school, framework, day) -> facts, in a few queries whatever their number.
Provider = Callable[[Any, Framework, date], Iterable[Fact]]
_providers: list[Provider] = []


def declare(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def facts(school: Any, framework: Framework, on: date) -> list[Fact]:
    """Every fact on record about a school that speaks to a criterion, the latest first."""
    found = [fact for provider in _providers for fact in provider(school, framework, on)]
    return sorted(found, key=lambda fact: fact.as_of, reverse=True)


def age(as_of: date, on: date) -> str:
    """How old something is: 3 years and 2 months ago, 5 weeks ago, today. A day to come is today."""
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
