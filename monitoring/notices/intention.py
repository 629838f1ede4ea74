"""The days of a notice of the powers that are to be used: until when the governing body can make representations, and
the first day on which one of the powers can be used.

Section 60(1)(d) of the Education and Inspections Act 2006 asks for reasonable written notice; how many working days
that is, and how many there are for representations, is in the framework file.
"""

from dataclasses import dataclass
from datetime import date

from sil.clock import in_words
from sil.deadlines.working_days import ONE_DAY, Calendar, end_of_period
from sil.framework.intervention import Intervention, WorkingDays


@dataclass(frozen=True, kw_only=True)
class DaysOfIntention:
    """The last day for representations, the first day on which a power can be used, and why, in words."""

    represent_by: date
    usable_from: date
    basis: str


def days_of_intention(
    rules: Intervention, given: date, calendar: Calendar, *, period_ends: date | None = None
) -> DaysOfIntention:
    """Return the days of a notice that is given on a day. `period_ends` is the last day of the compliance period that
    the same notice sets: no power is used before it is over, and representations can be made until then.

    Raises CalendarIncomplete where the working days run into a year without recorded holidays.
    """
    told, heard = (_end(days, given, calendar) for days in (rules.intention_days, rules.representation_days))
    count = rules.intention_days.count
    days = f"{count} working day{'' if count == 1 else 's'}"
    why = f"The governing body has {days} of notice, not counting {in_words(given)}, the day on which it is given: "
    if period_ends is None or told > period_ends:
        basis = f"{why}until {in_words(told)}."
    else:
        basis = f"The compliance period ends on {in_words(period_ends)}, and the {days} of notice are over by then."
    last = max(told, period_ends or told)
    return DaysOfIntention(represent_by=max(heard, period_ends or heard), usable_from=last + ONE_DAY, basis=basis)


def _end(days: WorkingDays, given: date, calendar: Calendar) -> date:
    return end_of_period(given, count=days.count, unit="working", day_one="out", calendar=calendar)
