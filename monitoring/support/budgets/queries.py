"""Budget lines, with what is committed, spent and left; all of it counted from the support itself."""

from decimal import Decimal

from django.db.models import F, QuerySet

from ..models import BudgetLine, Support
from ..queries import charged_to
from ..states import COMMITTED, SPENT


def lines() -> QuerySet[BudgetLine]:
    """Return all lines with `committed`, `spent` and `left`, in pounds."""
    found = BudgetLine.objects.annotate(committed=charged_to(COMMITTED), spent=charged_to(SPENT))
    return found.annotate(left=F("amount") - F("committed") - F("spent"))


def left_of(line: BudgetLine) -> Decimal:
    """Return what a line has left, in pounds. The caller has locked it."""
    taken = Support.objects.filter(budget=line, status__in=(*COMMITTED, *SPENT))
    return line.amount - sum((each.charge for each in taken), Decimal(0))


def locked(line: BudgetLine) -> BudgetLine:
    """Return a line, locked until the transaction ends: nobody else commits money of it meanwhile."""
    return BudgetLine.objects.select_for_update().get(pk=line.pk)


def years() -> list[int]:
    """Return the financial years that have lines, the latest first."""
    return list(BudgetLine.objects.order_by("-financial_year").values_list("financial_year", flat=True).distinct())
