"""Rules of bands of the years before."""

from datetime import date

from sil.clock import in_words
from sil.framework.years import label, last_day
from sil.workflow import Denied


def check_day(day: date, year: int) -> None:
    """Raises Denied("not_of_year") where the band of an academic year was not agreed on a day: some agree it in the
    summer before."""
    if not date(year, 1, 1) <= day <= last_day(year):
        raise Denied("not_of_year", f"{in_words(day)} is not a day on which a band of {label(year)} was agreed.")
