"""Kinds of promises that have a day: what the domains declare, so that one page counts what was kept and what is late.

A promise is met on time, late, or not due yet. What is not owed any longer is no row at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When

from sil.accounts.user_roles import UserRoles
from sil.framework.years import first_day, last_day
from sil.registry import Registry

from .models import Deadline

KEPT, LATE, OPEN = "kept", "late", "open"
STATES = {KEPT: "Kept on time", LATE: "Late", OPEN: "Not due yet"}


@dataclass(frozen=True, kw_only=True)
class Promise:
    """`rows` returns the records of an academic year, by the day on which each is due, that a person may open, with the
    columns `of_school` and `of_partner` (keys), `due`, `kept` (None while it is owed), `why` (the reason given for
    being late) and `target`, the key with which `route` opens the record. `rule` is that of the period in the
    framework file, blank where it has none."""

    slug: str
    label: str
    owed_by: str
    text: str
    order: int
    route: str
    rows: Callable[[UserRoles, int], QuerySet[Any]]
    rule: str = ""
    shown: Callable[[UserRoles], bool] = lambda who: True


PROMISES: Registry[Promise] = Registry("promises", key=lambda each: each.slug, order=lambda each: each.order)


def due_in(year: int, column: str = "due_on") -> Q:
    """Return the condition on rows that are due in an academic year."""
    return Q(**{f"{column}__range": (first_day(year), last_day(year))})


def state_on(on: date) -> Case:
    """Return which of STATES a row with `due` and `kept` is in on a day."""
    return Case(
        When(kept__lte=F("due"), then=Value(KEPT)),
        When(Q(kept__isnull=False) | Q(due__lt=on), then=Value(LATE)),
        default=Value(OPEN),
        output_field=TextField(),
    )


def periods_of(
    subjects: QuerySet[Any], rule: str, year: int, *, lapsed: QuerySet[Any] | None = None, once: bool = False
) -> QuerySet[Deadline]:
    """Return the periods of a rule that ran or run for some records, due in an academic year, with `due` and `kept`.

    A period that was replaced counts for nothing, but for the last one of a record in `lapsed`: it ended because nobody
    answered. `once` takes only the last that counts of each record.
    """
    table = subjects.model._meta.db_table
    of_rule = Deadline.objects.filter(rule=rule, subject_table=table)
    later = of_rule.filter(subject_id=OuterRef("subject_id"), pk__gt=OuterRef("pk"))
    counts = Q(~Exists(later.filter(replaced=False)), replaced=False) if once else Q(replaced=False)
    if lapsed is not None:
        counts |= Q(~Exists(later), replaced=True, met_on__isnull=True, subject_id__in=lapsed.order_by().values("pk"))
    found = of_rule.filter(due_in(year), counts, subject_id__in=subjects.order_by().values("pk"))
    return found.annotate(due=F("due_on"), kept=F("met_on"), why=Value("", TextField()))
