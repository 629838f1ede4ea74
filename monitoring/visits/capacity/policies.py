"""What can be entered of a partner's days."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sil.framework.years import academic_year
from sil.workflow import Denied

HALF = Decimal("0.5")
# No year has more working days.
MOST = Decimal(262)


@dataclass(frozen=True)
class LeaveInput:
    """Leave as it was typed; without `days` it takes each day from Monday to Friday."""

    starts_on: date
    ends_on: date
    days: Decimal | None = None

    @property
    def weekdays(self) -> int:
        span = (self.ends_on - self.starts_on).days + 1
        return sum((self.starts_on + timedelta(days=each)).weekday() < 5 for each in range(span))

    @property
    def takes(self) -> Decimal:
        return Decimal(self.weekdays) if self.days is None else self.days


def check_contracted(days: Decimal) -> None:
    """Raises Denied("bad_days")."""
    if days < 0 or days > MOST or days % HALF:
        raise Denied("bad_days", f"Enter whole or half days, from 0 to {MOST}.")


def check_leave(leave: LeaveInput) -> None:
    """Raises Denied("ends_before", "two_years", "bad_leave")."""
    if leave.ends_on < leave.starts_on:
        raise Denied("ends_before", "The last day must be the same as or after the first day.")
    if academic_year(leave.starts_on) != academic_year(leave.ends_on):
        raise Denied("two_years", "Leave must be within one academic year. Add the days from 1 September separately.")
    if leave.takes <= 0 or leave.takes > leave.weekdays or leave.takes % HALF:
        raise Denied("bad_leave", "Enter whole or half days, and no more than there are from Monday to Friday.")
