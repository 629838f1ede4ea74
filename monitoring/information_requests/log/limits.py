"""Until when a request is owed. Pure arithmetic of dates.

Subject access: one month from the day on which the request, or proof of identity that was asked for, was received (UK
GDPR, Articles 12(3) and 12A): the corresponding day of the next month, the last day of a month without one, and the
next working day where that is not one, as the Information Commissioner counts. Days between asking for clarification
and receiving it do not count (Article 12A). Two further months where the request is complex (Article 12(3)).

Freedom of information: the twentieth working day after the request, or the clarification that was asked for, was
received (Freedom of Information Act 2000, section 10(1) and (6)). The Act leaves out bank holidays of any part of the
United Kingdom, this service those of England: its day is never later than that of the Act.
"""

from datetime import date, timedelta

from sil.clock import in_words, months_on
from sil.deadlines.rules import Due
from sil.deadlines.working_days import Calendar, end_of_period

from ..states import Kind

MONTHS, FURTHER_MONTHS, WORKING_DAYS = 1, 2, 20
SOURCES = {
    Kind.SUBJECT_ACCESS: "UK GDPR, Articles 12(3) and 12A",
    Kind.FREEDOM: "Freedom of Information Act 2000, section 10",
}
RULES = tuple(kind.value for kind in Kind)


def limit(kind: str, start: date, calendar: Calendar, *, stopped_days: int = 0, months: int = MONTHS) -> Due:
    """Return until when a request is owed whose time runs from a day, and why. `stopped_days` and `months` are of
    subject access alone. Raises CalendarIncomplete for a year without recorded bank holidays."""
    source = SOURCES[Kind(kind)]
    if kind == Kind.FREEDOM:
        end = end_of_period(start, count=WORKING_DAYS, unit="working", day_one="out", calendar=calendar)
        words = f"{WORKING_DAYS} working days after {in_words(start)}: by {in_words(end)} ({source})."
        return Due(kind, start, end, words)
    end = calendar.next_working_day(months_on(start, months) + timedelta(days=stopped_days))
    period = "one month" if months == MONTHS else "three months"
    stopped = f", and {stopped_days} days that waited for clarification" if stopped_days else ""
    return Due(
        kind, start, end, f"{period.capitalize()} from {in_words(start)}{stopped}: by {in_words(end)} ({source})."
    )
