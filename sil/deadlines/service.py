"""The day on which something that was sent counts as given. Pure arithmetic of dates.

By hand and by email it is the day itself. By first-class post it is the second working day after
posting: the ordinary course of post (Interpretation Act 1978, section 7) as the Practice Direction
of 1985 on service takes it.
"""

from dataclasses import dataclass
from datetime import date

from sil.clock import in_words

from .working_days import ONE_DAY, Calendar

POST = "post"
WORKING_DAYS_BY_POST = 2
_SAME_DAY = {"email": "Sent by email on {day}: given that day.", "hand": "Handed over on {day}: given that day."}


@dataclass(frozen=True)
class Service:
    """When it goes, when it counts as given, and why in words."""

    sent: date
    given: date
    rule: str


def service(method: str, sent: date, calendar: Calendar) -> Service:
    """The service of something sent on a day by `email`, `hand` or `post`.

    Raises KeyError for another method and CalendarIncomplete for an unknown year.
    """
    if method != POST:
        return Service(sent, sent, _SAME_DAY[method].format(day=in_words(sent)))
    given = sent
    for _ in range(WORKING_DAYS_BY_POST):
        given = calendar.next_working_day(given + ONE_DAY)
    words = f"Posted first class on {in_words(sent)}: taken to be given on {in_words(given)}, the second working day"
    return Service(sent, given, f"{words} after posting.")
