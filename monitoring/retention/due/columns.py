"""Columns that the rows of what is due have in common."""

from datetime import date
from typing import Any

from django.db.models import BooleanField, DateField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from sil.framework.years import academic_year, last_day

# Of no restricted case, and of no school.
NEVER, NO_SCHOOL = Value(False, output_field=BooleanField()), Value(None, output_field=IntegerField())


Found = QuerySet[Any, tuple[Any, ...]]


def of_school(found: QuerySet[Any], on: object, cutoff: date, apart: object = NEVER) -> Found:
    """The rows of a table whose records name their school; `on` is their day."""
    found = found.annotate(due_day=on, apart=apart).filter(due_day__lte=cutoff)
    return found.values_list("pk", "school_id", "due_day", "apart")


def of_none(found: QuerySet[Any], on: object, cutoff: date) -> Found:
    """The rows of a table whose records are of several schools or of none."""
    found = found.annotate(due_day=on, urn=NO_SCHOOL, apart=NEVER).filter(due_day__lte=cutoff)
    return found.values_list("pk", "urn", "due_day", "apart")


def day(value: date) -> Cast:
    """The same day for every row."""
    return Cast(Value(value), output_field=DateField())


def year_that_ended(cutoff: date) -> tuple[int, date]:
    """Return the last academic year, named by the year in which it begins, that had ended by a day, and its last day
    (31 August)."""
    year = academic_year(cutoff)
    ended = year if last_day(year) == cutoff else year - 1
    return ended, last_day(ended)
