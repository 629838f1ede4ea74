"""Where a record repeats the day of a period in a column of its own, so that a list sorts and filters by an index, and
does not ask the periods of every row.

The actions of this package write the columns, in the transaction that starts or ends the period; nothing else does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet

from sil.registry import Registry

from .models import Deadline


@dataclass(frozen=True)
class Kept:
    """Columns of a model that repeat a period.

    `record` returns the record of a period's subject and rule, None where it repeats nothing of that; `periods` the
    periods of a record by its key, or by a reference to it, the one that counts first. `columns` are the fields of the
    deadline by the name of the column.
    """

    model: type[models.Model]
    record: Callable[[models.Model, str], models.Model | None]
    periods: Callable[[Any], QuerySet[Deadline]]
    columns: dict[str, str]


KEPT: Registry[Kept] = Registry("columns that repeat a period", key=lambda kept: kept.model._meta.label)


def last_of(model: type[models.Model], *rules: str, running: bool = False) -> Kept:
    """The last period of some rules that a record of its own has and that was not replaced: the day it is due as
    `due_on` and the day it was met as `met_on`. Only one that is `running`, as `due_on` alone."""

    def periods(key: Any) -> QuerySet[Deadline]:
        found = Deadline.objects.running() if running else Deadline.objects.filter(replaced=False)
        return found.filter(rule__in=rules, subject_table=model._meta.db_table, subject_id=key).order_by("-pk")

    return Kept(
        model=model,
        record=lambda subject, rule: subject if isinstance(subject, model) and rule in rules else None,
        periods=periods,
        columns={"due_on": "due_on"} if running else {"due_on": "due_on", "met_on": "met_on"},
    )


def repeat(subject: models.Model, rule: str) -> None:
    """Write what records repeat of a subject's period, which was started or ended just now."""
    for kept in KEPT:
        record = kept.record(subject, rule)
        if record is None:
            continue
        found = kept.periods(record.pk).values(*kept.columns.values()).first() or {}
        now = {column: found.get(field) for column, field in kept.columns.items()}
        kept.model._base_manager.filter(pk=record.pk).update(**now)
        # Whoever holds the record may save it whole.
        for column, value in now.items():
            setattr(record, column, value)
