"""On which day is somebody reminded of what is due? Arithmetic of dates, with nothing behind it.

Three times: some days before, on the day, and after it. What would fall on a day on which nobody
works goes the working day before; what says that a day has passed cannot go before it has, so it
goes on the next working day.
"""

from datetime import date, timedelta
from enum import StrEnum

from .working_days import ONE_DAY, Calendar

AHEAD = timedelta(days=3)


class Stage(StrEnum):
    BEFORE = "before"
    ON = "on"
    AFTER = "after"


def day_of(stage: Stage, due: date, calendar: Calendar) -> date:
    """The working day on which a reminder goes. Raises CalendarIncomplete for an unknown year."""
    if stage is Stage.AFTER:
        return calendar.next_working_day(due + ONE_DAY)
    day = due - AHEAD if stage is Stage.BEFORE else due
    return day if calendar.is_working_day(day) else calendar.last_working_day_before(day)


def stage_on(due: date, today: date, calendar: Calendar) -> Stage | None:
    """The latest reminder whose day has come: one that was missed is not sent after the next."""
    come = [stage for stage in Stage if day_of(stage, due, calendar) <= today]
    return come[-1] if come else None
