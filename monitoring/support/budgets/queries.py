"""Budget lines, with what is committed, spent and left; all of it counted from the support itself."""

from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet

from ..models import BudgetLine
from ..queries import charged_to
from ..states import COMMITTED, SPENT


def lines() -> QuerySet[Any]:
    """Return all lines with `committed`, `spent` and `left`, in pounds."""
    found = BudgetLine.objects.annotate(committed=charged_to(COMMITTED), spent=charged_to(SPENT))
    return found.annotate(left=F("amount") - F("committed") - F("spent"))


def left_of(line: BudgetLine) -> Decimal:
    """Return what a line has left, in pounds; counted after the caller has locked it where money is to be committed."""
    found: Decimal = lines().get(pk=line.pk).left
    return found


def locked(line: BudgetLine) -> BudgetLine:
    """Return a line, locked until the transaction ends: nobody else commits money of it meanwhile."""
    return BudgetLine.objects.select_for_update().get(pk=line.pk)


def years() -> list[int]:
    """Return the financial years that have lines, the latest first."""
    return list(BudgetLine.objects.order_by("-financial_year").values_list("financial_year", flat=True).distinct())
