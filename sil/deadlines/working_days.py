"""The end of a period that starts on a day. Pure arithmetic of dates.

Working days leave out Saturdays, Sundays, Christmas Day, Good Friday and the bank holidays of
England (Banking and Financial Dealings Act 1971). Bank holidays are an argument; a year that is
not covered raises instead of being taken for a year without holidays.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sil.clock import months_on

ONE_DAY = timedelta(days=1)


class CalendarIncomplete(Exception):
    """A working day was asked for in a year whose bank holidays are not recorded."""

    def __init__(self, year: int) -> None:
        super().__init__(f"The bank holidays of {year} are not recorded.")
        self.year = year


@dataclass(frozen=True)
class Calendar:
    """Bank holidays, and the years for which they are known."""

    holidays: Collection[date]
    years: Collection[int]

    def is_working_day(self, day: date) -> bool:
        """Raises CalendarIncomplete for a weekday in a year that is not known."""
        if day.weekday() >= 5:
            return False
        if day.year not in self.years:
            raise CalendarIncomplete(day.year)
        return day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """The day itself where it is a working day, otherwise the next one."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def last_working_day_before(self, day: date) -> date:
        day -= ONE_DAY
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day


def end_of_period(start: date, *, count: int, unit: str, day_one: str, calendar: Calendar) -> date:
    """The last day of a period of `count` days from an event on `start`.

    `unit` is "calendar" or "working". `day_one` "in" makes the day of the event the first day
    ("beginning with the day", Hare v Gocher 1962); "out" begins with the day after ("within
    15 days of"). A first day that is not a working day makes the next working day the first.
    Raises ValueError for a count below one and CalendarIncomplete for an unknown year.
    """
    if count < 1:
        raise ValueError("A period has at least one day.")
    first = start if day_one == "in" else start + ONE_DAY
    if unit == "calendar":
        return first + timedelta(days=count - 1)
    day = calendar.next_working_day(first)
    for _ in range(count - 1):
        day = calendar.next_working_day(day + ONE_DAY)
    return day


def two_month_window(end: date) -> tuple[date, date]:
    """The window of two months that follows a period's end: its first and its last day.

    Education and Inspections Act 2006 s64(2): "the period of two months following the end of
    the compliance period". Ends on the corresponding date; a month too short ends it early.
    """
    return end + ONE_DAY, months_on(end, 2)
