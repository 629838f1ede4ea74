"""Columns that the rows of what is due have in common."""

from datetime import date

from django.db.models import BooleanField, DateField, IntegerField, Value
from django.db.models.functions import Cast

from sil.framework.years import academic_year, last_day

# Of no restricted case, and of no school.
NEVER, NO_SCHOOL = Value(False, output_field=BooleanField()), Value(None, output_field=IntegerField())


def day(value: date) -> Cast:
    """The same day for every row."""
    return Cast(Value(value), output_field=DateField())


def year_that_ended(cutoff: date) -> tuple[int, date]:
    """Return the last academic year, named by the year in which it begins, that had ended by a day, and its last day
    (31 August)."""
    year = academic_year(cutoff)
    ended = year if last_day(year) == cutoff else year - 1
    return ended, last_day(ended)
