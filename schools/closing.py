"""The day on which a school closes, as the register names it."""

from datetime import date

from sil.clock import weekday_in_words
from sil.dates.sense import Closure

from .models import School


def _closed(day: date, school: School | None) -> str:
    """Return the words for a day after the school has closed, or ""."""
    if school is None or school.close_date is None or day <= school.close_date:
        return ""
    return f"after {school.name} closes ({weekday_in_words(school.close_date)})"


CLOSURE = Closure("closing", _closed)
