"""Financial years, and money in words. A financial year is named by the calendar year it begins in."""

from datetime import date
from decimal import Decimal

FIRST_MONTH = 4


def financial_year(on: date) -> int:
    """2026 for every day from 1 April 2026 to 31 March 2027."""
    return on.year if on.month >= FIRST_MONTH else on.year - 1


def first_day(year: int) -> date:
    """1 April of the year."""
    return date(year, FIRST_MONTH, 1)


def last_day(year: int) -> date:
    """31 March of the year after."""
    return date(year + 1, FIRST_MONTH - 1, 31)


def label(year: int) -> str:
    """2026 -> "April 2026 to March 2027"."""
    return f"April {year} to March {year + 1}"


def pounds(amount: Decimal | None) -> str:
    """1250 -> "£1,250.00"; -5 -> "−£5.00"; blank for None."""
    if amount is None:
        return ""
    return f"{'−' if amount < 0 else ''}£{abs(amount):,.2f}"
