"""The day on which something that was sent counts as given. Pure arithmetic of dates and times.

By hand it is the day itself. An email counts that day where it is sent by the hour that the framework file names, on a
working day; otherwise on the next working day, as the Civil Procedure Rules take it (rule 6.26): a local setting, for
the authority's lawyer to confirm. By first-class post and by recorded delivery it is the second working day after
posting: the ordinary course of post (Interpretation Act 1978, section 7) as the Practice Direction of 1985 on service
takes it. A signature that a recorded delivery got earlier does not bring that day forward: the day that a notice prints
holds."""

from dataclasses import dataclass
from datetime import date, time

from sil.clock import in_words, time_in_words

from .working_days import ONE_DAY, Calendar

EMAIL, HAND, POST, RECORDED = "email", "hand", "post", "recorded"
WORKING_DAYS_BY_POST = 2
# Where no framework says otherwise.
LATEST = time(16, 30)
_POSTED = {POST: "Posted first class", RECORDED: "Sent by recorded delivery"}


@dataclass(frozen=True)
class Service:
    """When it goes, when it counts as given, and why in words."""

    sent: date
    given: date
    rule: str


def service(method: str, sent: date, calendar: Calendar, *, at: time | None = None, latest: time = LATEST) -> Service:
    """The service of something sent on a day by `email`, `hand`, `post` or `recorded`. An email goes at an hour (`at`),
    early in the day where that is None; sent after `latest` it counts on the next working day.

    Raises KeyError for another method and CalendarIncomplete for an unknown year.
    """
    if method == HAND:
        return Service(sent, sent, f"Handed over on {in_words(sent)}: given that day.")
    if method == EMAIL:
        return _by_email(sent, calendar, at=at, latest=latest)
    how, given = _POSTED[method], sent
    for _ in range(WORKING_DAYS_BY_POST):
        given = calendar.next_working_day(given + ONE_DAY)
    words = f"{how} on {in_words(sent)}: taken to be given on {in_words(given)}, the second working day"
    return Service(sent, given, f"{words} after posting.")


def is_late(at: time, latest: time) -> bool:
    """Whether something that is emailed at an hour goes after the latest one."""
    return at.replace(second=0, microsecond=0) > latest


def _by_email(sent: date, calendar: Calendar, *, at: time | None, latest: time) -> Service:
    late = at is not None and is_late(at, latest)
    if not late and calendar.is_working_day(sent):
        return Service(sent, sent, f"Sent by email on {in_words(sent)}: given that day.")
    given = calendar.next_working_day(sent + ONE_DAY)
    why = f" after {time_in_words(latest)}" if late else ", which is not a working day"
    words = f"Sent by email on {in_words(sent)}{why}: taken to be given on {in_words(given)}"
    return Service(sent, given, f"{words}, the next working day.")
