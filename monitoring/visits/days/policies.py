"""Policies of extra days of support: how many can be approved, and which can be withdrawn?"""

from decimal import Decimal

from sil.workflow import Denied

from ..models import ExtraDays

# More than any school was ever given at once.
MOST = Decimal(60)
HALF = Decimal("0.5")


def check_amount(days: Decimal) -> None:
    """Raises Denied("not_half_days") unless these are some whole or half days, up to MOST."""
    if not 0 < days <= MOST or days % HALF:
        raise Denied("not_half_days", f"Enter whole or half days, up to {MOST}.")


def check_withdraw(extra: ExtraDays) -> None:
    """Raises Denied("taken_back") where the days have been withdrawn already."""
    if extra.withdrawn_on is not None:
        raise Denied("taken_back", "These days have already been withdrawn.")
