"""What a cell of a table says, once it is text: days, and yes or no."""

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The years that a day can be in: further off, neither calendars nor this service can count.
YEARS = range(1900, 2101)
# As spreadsheet programs write days, and as people type them. A year has four digits: of two nobody knows which.
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[ ./-]+(\d{1,2})[ ./-]+(\d{4})", re.ASCII)
_WITH_WORD = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]+([a-z]{3,9})\.?[ -]+(\d{4})", re.ASCII | re.IGNORECASE)
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"", "no", "n", "false", "0", "-", "–"})


def day_in(cell: str) -> date | None:
    """Return the day that a cell names ("2026-09-01", "1/9/2026", "1 September 2026"), or None where it names none that
    there is. Days come before months, as they are written in England."""
    text = cell.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if (found := _WITH_WORD.fullmatch(text)) and (start := found[2][:3].lower()) in MONTHS:
        return _day(int(found[3]), MONTHS.index(start) + 1, int(found[1]))
    return None


def yes_in(cell: str) -> bool | None:
    """Return whether a cell says yes, with nothing for no; None where it says neither."""
    text = cell.strip().casefold()
    return True if text in _YES else False if text in _NO else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if found.year in YEARS else None
