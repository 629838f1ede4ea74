"""Messages about a visit, to whoever leads the school, leads the visit or covers for them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import holders, who_hears, with_cover_of
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached

from ..models import Visit
from .policies import VisitDates, dates_of


@dataclass(frozen=True, kw_only=True)
class AboutVisit(Content):
    """Fields of every message about a visit; each template uses those it needs."""

    school: str
    what: str
    days: str
    # The hour it begins, such as 09:30; blank where none is agreed.
    hour: str
    lead: str
    mode: str
    url: str
    # Who did it.
    who: str
    # When it would have been.
    before: str = ""
    reason: str = ""
    ended_by: str = ""


class Planned(AboutVisit):
    kind: ClassVar[str] = "visit_planned"


class Moved(AboutVisit):
    kind: ClassVar[str] = "visit_moved"


class Cancelled(AboutVisit):
    kind: ClassVar[str] = "visit_cancelled"


@dataclass(frozen=True, kw_only=True)
class Undone(AboutVisit):
    """The visit is planned again: it was recorded as `was` by mistake."""

    kind: ClassVar[str] = "visit_undone"
    was: str


MESSAGES = (Planned, Moved, Cancelled, Undone)


def tell_planned(visit: Visit, *, by: User, on: date) -> None:
    """Tell whoever leads the school and the visit that it is planned."""
    _tell(Planned, visit, by=by, on=on)


def tell_moved(visit: Visit, *, before: VisitDates, by: User, reason: str, on: date) -> None:
    """Tell whoever leads the school and the visit that it was moved."""
    _tell(Moved, visit, by=by, on=on, before=words_of(before), reason=reason)


def tell_cancelled(visit: Visit, *, by: User, on: date) -> None:
    """Tell whoever leads the school and the visit that it is cancelled."""
    _tell(Cancelled, visit, by=by, on=on, reason=visit.reason, ended_by=visit.ended_by)


def tell_undone(visit: Visit, *, was: str, school: bool, by: User, reason: str, on: date) -> None:
    """Tell that a visit is planned again; the school only with `school`, where it had been told of the mistake."""
    _tell(Undone, visit, by=by, on=on, school=school, was=was, reason=reason)


def words_of(dates: VisitDates) -> str:
    """Return dates and hour in words."""
    return f"{dates.words}, {_hour(dates)}" if dates.starts_at else dates.words


def _hour(dates: VisitDates) -> str:
    return f"{dates.starts_at:%H:%M}" if dates.starts_at else ""


def _tell(message: type[AboutVisit], visit: Visit, *, by: User, on: date, school: bool = True, **said: str) -> None:
    """One message to each person for each change of the visit."""
    dates = dates_of(visit)
    people = {post.user for post in holders(visit.school, on, LEADS)} if school else set()
    people |= {*with_cover_of(visit.lead, visit.school, AssignmentRole.SIP, on)}
    content = message(
        school=visit.school.name,
        what=visit.kind_name,
        days=dates.words,
        hour=_hour(dates),
        lead=visit.lead.name,
        mode=visit.mode_name,
        url=link("visit", pk=visit.pk),
        who=by.name,
        **said,
    )
    instead = who_hears(visit.school, AssignmentRole.SIP, on)
    for person in reached(sorted(people, key=lambda each: each.pk), message, otherwise=instead, but=by):
        key = f"visit:{visit.pk}:{visit.sequence}:{person.pk}"
        put(content, to=person.email, name=person.name, dedupe_key=key)
