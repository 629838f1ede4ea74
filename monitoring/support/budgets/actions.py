"""Set the money of a budget line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from sil.accounts.models import User
from sil.audit.shown import require_as_shown
from sil.workflow import Denied

from ..listed import stored
from ..models import BudgetLine
from ..permissions import check_keep
from ..years import pounds
from .queries import left_of, locked


@transaction.atomic
def keep_budget(line: BudgetLine | None, typed: Mapping[str, Any], *, by: User, on: date) -> BudgetLine:
    """Add a line, or change its name or amount. Raises Denied("not_allowed", "name", "no_change"), and
    Denied("too_little") where more is committed and spent than the new amount."""
    check_keep(by=by, on=on)
    found = locked(line) if line else BudgetLine()
    if line:
        require_as_shown(found)
        typed = {**typed, "financial_year": found.financial_year}
        taken = found.amount - left_of(found)
        if typed["amount"] < min(taken, found.amount):
            raise Denied("too_little", f"{pounds(taken)} is committed or spent already. Enter at least as much.")
    same = BudgetLine.objects.filter(name__iexact=typed["name"], financial_year=typed["financial_year"])
    if same.exclude(pk=found.pk).exists():
        raise Denied("name", "There is a budget of this name in that year already.")
    named = {"name": typed["name"], "amount": pounds(typed["amount"])}
    return stored(found, typed, "support.budget_kept", by=by, named=named)
