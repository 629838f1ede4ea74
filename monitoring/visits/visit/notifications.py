"""Who hears of a visit, and what? Whoever leads the school, who leads the visit, and who covers for them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import holders, with_cover_of
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.outbox.post import Content, link, put

from ..models import Visit
from .policies import Days, days_of


@dataclass(frozen=True, kw_only=True)
class AboutVisit(Content):
    """What every message about one visit may say; its words take what they need."""

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
    """That the visit was cancelled, held or missed was a mistake; `was` says which."""

    kind: ClassVar[str] = "visit_undone"
    was: str


def tell_planned(visit: Visit, *, by: User, on: date) -> None:
    _tell(Planned, visit, by=by, on=on)


def tell_moved(visit: Visit, *, before: Days, by: User, reason: str, on: date) -> None:
    _tell(Moved, visit, by=by, on=on, before=words_of(before), reason=reason)


def tell_cancelled(visit: Visit, *, by: User, on: date) -> None:
    _tell(Cancelled, visit, by=by, on=on, reason=visit.reason, ended_by=visit.ended_by)


def tell_undone(visit: Visit, *, was: str, school: bool, by: User, reason: str, on: date) -> None:
    """`school`: whether the school was told what turns out to be a mistake."""
    _tell(Undone, visit, by=by, on=on, school=school, was=was, reason=reason)


def words_of(days: Days) -> str:
    return f"{days.words}, {_hour(days)}" if days.starts_at else days.words


def _hour(days: Days) -> str:
    return f"{days.starts_at:%H:%M}" if days.starts_at else ""


def _tell(message: type[AboutVisit], visit: Visit, *, by: User, on: date, school: bool = True, **said: str) -> None:
    """One message to each person for each change of the visit."""
    days = days_of(visit)
    people = {post.user for post in holders(visit.school, on, LEADS)} if school else set()
    people |= {*with_cover_of(visit.lead, visit.school, AssignmentRole.SIP, on)}
    content = message(
        school=visit.school.name,
        what=visit.kind_name,
        days=days.words,
        hour=_hour(days),
        lead=visit.lead.name,
        mode=visit.mode_name,
        url=link("visit", pk=visit.pk),
        who=by.name,
        **said,
    )
    for person in sorted(people - {by}, key=lambda each: each.pk):
        key = f"visit:{visit.pk}:{visit.sequence}:{person.pk}"
        put(content, to=person.email, name=person.name, dedupe_key=key)
