"""Academic years. A year is named by the calendar year it begins in."""

from datetime import date

FIRST_MONTH = 9


def academic_year(on: date) -> int:
    """2026 for every day from 1 September 2026 to 31 August 2027."""
    return on.year if on.month >= FIRST_MONTH else on.year - 1


def first_day(year: int) -> date:
    """1 September of the year."""
    return date(year, FIRST_MONTH, 1)


def last_day(year: int) -> date:
    """31 August of the year after."""
    return date(year + 1, FIRST_MONTH - 1, 31)


def label(year: int) -> str:
    """2026 -> "2026 to 2027"."""
    return f"{year} to {year + 1}"
