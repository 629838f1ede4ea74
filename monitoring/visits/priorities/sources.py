"""What is tagged with the priorities of the framework: each app declares its records, and counts them by priority.

Visits are the first. Whatever else gets tags (objectives, brokered support) declares a source, and has its table on the
page of priorities and its list behind each figure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from sil.accounts.user_roles import UserRoles
from sil.registry import Registry
from sil.web.lists.listing import Column


@dataclass(frozen=True)
class Period:
    """What is counted: from one day to another, both included."""

    first: date
    last: date


@dataclass(frozen=True, kw_only=True)
class Source:
    """Records with tags. `rows` are those of a period that a person may read, each with `tagged`, the list of the ids
    of its priorities, `urn`, `phase_counted` and `counted_days` (None where it takes none); `columns` are those of the
    list behind a figure, sorted by `sort` at first; `one` and `many` say what the records are called."""

    slug: str
    order: int
    one: str
    many: str
    rows: Callable[[UserRoles, Period], QuerySet[Any]]
    columns: Sequence[Column]
    sort: str


SOURCES: Registry[Source] = Registry("priorities", key=lambda source: source.slug, order=lambda source: source.order)


@dataclass(frozen=True)
class Figures:
    """Of the records with a priority: the number of schools and of records, and their days."""

    schools: int = 0
    records: int = 0
    days: Decimal = Decimal(0)
