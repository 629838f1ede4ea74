"""Policies of financial support: which schools can have it, how much, and for which year. Amounts are in pounds."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schools.establishments import Sector
from schools.models import School
from sil.framework.parts import TeamRules
from sil.workflow import Denied

from ..models import SupportRequest

_APRIL = 4


@dataclass(frozen=True, kw_only=True)
class SupportInput:
    """How much is asked for, what for, and in which financial year (the year in which it begins)."""

    amount: Decimal
    purpose: str
    financial_year: int


def financial_year(on: date) -> int:
    """Return the financial year of a day, by the year in which it begins, on 1 April."""
    return on.year if on.month >= _APRIL else on.year - 1


def check_maintained(school: School, rules: TeamRules, on: date) -> None:
    """Raises Denied("closed"), and Denied("not_maintained") with the reason of the framework, unless the school is open
    and maintained on a day. A school that converts is an academy from that day; where the register gave the academy a
    URN of its own, the maintained school has closed."""
    if school.close_date <= on if school.close_date else not school.is_open:
        raise Denied("closed", f"{school.name} has closed, so it cannot have financial support.")
    if school.sector_on(on) != Sector.MAINTAINED:
        raise Denied("not_maintained", rules.maintained_only)


def check_content(said: SupportInput, *, on: date) -> None:
    """Raises Denied("no_amount", "no_purpose", "no_year")."""
    if said.amount <= 0 or said.amount != said.amount.quantize(Decimal("0.01")):
        raise Denied("no_amount", "Enter the amount in pounds, like 4500 or 4500.50.")
    if not said.purpose.strip():
        raise Denied("no_purpose", "Enter what the money is for.")
    if said.financial_year not in (financial_year(on), financial_year(on) + 1):
        raise Denied("no_year", "Select this financial year or the next.")


def check_agreed_amount(request: SupportRequest, amount: Decimal | None) -> None:
    """Raises Denied("no_amount", "too_much")."""
    if amount is None or amount <= 0:
        raise Denied("no_amount", "Enter the amount that you agree, in pounds.")
    if amount > request.amount:
        raise Denied("too_much", f"The amount must be £{in_pounds(request.amount)} or less, which was asked for.")


def check_payment(request: SupportRequest, paid: Decimal, amount: Decimal, paid_on: date, *, on: date) -> None:
    """`paid` is the total so far. Raises Denied("not_agreed", "no_amount", "too_much", "not_yet", "too_early")."""
    if request.status != SupportRequest.Status.AGREED or request.agreed_amount is None or request.decided_on is None:
        raise Denied("not_agreed", "Nothing has been agreed, so nothing can be paid.")
    if amount <= 0:
        raise Denied("no_amount", "Enter the amount in pounds, like 4500 or 4500.50.")
    if paid + amount > request.agreed_amount:
        left = in_pounds(request.agreed_amount - paid)
        raise Denied("too_much", f"The amount must be £{left} or less: that is what is left of what was agreed.")
    if paid_on > on:
        raise Denied("not_yet", "The day must be today or in the past.")
    if paid_on < request.decided_on:
        raise Denied("too_early", "The day must be on or after the day on which the support was agreed.")


def in_pounds(amount: Decimal) -> str:
    """1234.5 -> 1,234.50"""
    return f"{amount:,.2f}"
