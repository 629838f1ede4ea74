"""The days on which reminders go. Pure arithmetic of dates.

Some days before, on the day, and after it; where much hangs on the date, the day before as well.
What would fall on a day on which nobody works goes the working day before; what says that a day has
passed cannot go before it has, so it goes on the next working day.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from .working_days import ONE_DAY, Calendar

AHEAD = timedelta(days=3)


class Stage(StrEnum):
    BEFORE = "before"
    EVE = "eve"
    ON = "on"
    AFTER = "after"


USUAL = (Stage.BEFORE, Stage.ON, Stage.AFTER)
_AHEAD = {Stage.BEFORE: AHEAD, Stage.EVE: ONE_DAY, Stage.ON: timedelta()}


def day_of(stage: Stage, due: date, calendar: Calendar) -> date:
    """The working day on which a reminder goes. Raises CalendarIncomplete for an unknown year."""
    if stage is Stage.AFTER:
        return calendar.next_working_day(due + ONE_DAY)
    day = due - _AHEAD[stage]
    return day if calendar.is_working_day(day) else calendar.last_working_day_before(day)


def stage_on(due: date, today: date, calendar: Calendar, stages: Sequence[Stage] = USUAL) -> Stage | None:
    """The latest reminder of `stages` whose day has come: one that was missed is not sent after the next."""
    come = [stage for stage in stages if day_of(stage, due, calendar) <= today]
    return come[-1] if come else None
