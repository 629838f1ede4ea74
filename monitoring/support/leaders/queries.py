"""System leaders in the directory, with the days that are taken of them."""

from datetime import date

from django.db.models import F, QuerySet

from ..models import Leader
from ..queries import days_taken
from ..years import financial_year


def leaders(on: date) -> QuerySet[Leader]:
    """Return all leaders, with the days that are taken in the present financial year, `taken`, and `left`."""
    found = Leader.objects.select_related("school").annotate(taken=days_taken("leader", financial_year(on)))
    return found.annotate(left=F("days_a_year") - F("taken"))
