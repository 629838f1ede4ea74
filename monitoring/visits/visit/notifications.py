"""Messages about a visit, to whoever leads the school, leads the visit or covers for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole, School
from schools.queries import leads_of, who_hears_instead, with_cover_of
from sil import clock
from sil.accounts.models import User
from sil.clock import time_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import TimesOffer, Visit
from ..states import WAS, VisitState
from .policies import VisitDates, dates_of
from .queries import told_at_school


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


class Mistaken(AboutVisit):
    """There was no such visit at this school: it was recorded there by mistake."""

    kind: ClassVar[str] = "visit_mistaken"
    can_wait: ClassVar[bool] = True


class Redated(AboutVisit):
    """The visit was held on another day than was recorded: `before`."""

    kind: ClassVar[str] = "visit_redated"


class AtAnotherSchool(AboutVisit):
    """To its lead: the visit belongs to another school than was recorded: `before`."""

    kind: ClassVar[str] = "visit_at_another_school"
    can_wait: ClassVar[bool] = True


MESSAGES = (Planned, Moved, Cancelled, Undone, Mistaken, Redated, AtAnotherSchool)
# What the last message about a visit told its reader.
TELLS = {
    Planned.kind: "that it is planned",
    Moved.kind: "that it was moved",
    Cancelled.kind: "that it is cancelled",
    Undone.kind: "that it is planned again",
    Mistaken.kind: "that it was recorded by mistake",
    Redated.kind: "that its date was corrected",
    AtAnotherSchool.kind: "that it belongs to another school",
}


def tell_planned(visit: Visit, *, by: User, on: date) -> None:
    """Tell whoever leads the school and the visit that it is planned."""
    _tell(Planned, visit, by=by, on=on)


def tell_moved(visit: Visit, *, before: VisitDates, by: User, reason: str, on: date) -> None:
    """Tell whoever leads the school and the visit that it was moved; a school that never heard of it, that it is
    planned."""
    knows = school_knows(visit, visit.school)
    _tell(Moved, visit, by=by, on=on, school=knows, before=words_of(before), reason=reason)
    if not knows:
        url = link("visit", pk=visit.pk)
        _put(Planned, visit, present_leads(visit.school, on), by=by, at=visit.school, url=url)


def tell_cancelled(visit: Visit, *, by: User, on: date) -> None:
    """Tell whoever leads the visit that it is cancelled, and whoever leads the school, if the school was ever told of
    it."""
    told = school_knows(visit, visit.school)
    _tell(Cancelled, visit, by=by, on=on, school=told, reason=visit.reason, ended_by=visit.ended_by)


def tell_undone(visit: Visit, *, was: str, by: User, reason: str, on: date) -> None:
    """Tell that a visit is planned again; the school only where it had been told of the mistake."""
    told = school_was_told(visit, was)
    _tell(Undone, visit, by=by, on=on, school=told, was=WAS[VisitState(was)], reason=reason)


def tell_mistaken(visit: Visit, school: School, *, but: Collection[User] = (), by: User, reason: str, on: date) -> None:
    """Tell whoever leads a school that a visit was recorded there by mistake, if the school was ever told of it; not
    those who hear of it otherwise (`but`). The visit may be another school's by now."""
    people = set(present_leads(school, on)) - {*but} if school_knows(visit, school) else set()
    _put(Mistaken, visit, people, by=by, at=school, url=link("visits"), reason=reason)


def tell_struck(visit: Visit, *, by: User, reason: str, on: date) -> None:
    """Tell whoever leads the visit that there was none."""
    _tell(Mistaken, visit, by=by, on=on, school=False, reason=reason)


def tell_redated(visit: Visit, *, before: VisitDates, school: bool, by: User, reason: str, on: date) -> None:
    """Tell whoever leads the visit that its date is corrected; whoever leads the school with `school`."""
    _tell(Redated, visit, by=by, on=on, school=school, before=words_of(before), reason=reason)


def tell_at_another_school(visit: Visit, *, before: str, by: User, reason: str, on: date) -> None:
    """Tell whoever leads the visit that it belongs to another school than was recorded, `before`."""
    _tell(AtAnotherSchool, visit, by=by, on=on, school=False, before=before, reason=reason)


def school_knows(visit: Visit, school: School) -> bool:
    """Return whether a school was told of a visit, and not told since that there was none; or chose its time itself."""
    if told := told_at_school(visit, school):
        return any(each.kind != Mistaken.kind for each in told)
    return TimesOffer.objects.filter(visit=visit, school=school, by_school=False).exists()


def school_was_told(visit: Visit, was: str) -> bool:
    """Return whether a visit's school was told of the state it `was` in: that it was cancelled, or that there was none.
    It is never told that a visit was held or missed."""
    kind = {VisitState.CANCELLED: Cancelled.kind, VisitState.MISTAKEN: Mistaken.kind}.get(VisitState(was))
    return any(told.kind == kind for told in told_at_school(visit, visit.school))


def present_leads(school: School, on: date) -> list[User]:
    """Return who leads a school on a day."""
    return [post.user for post in leads_of(school, on)]


def words_of(dates: VisitDates) -> str:
    """Return dates and hour in words."""
    return f"{dates.words}, {_hour(dates)}" if dates.starts_at else dates.words


def _hour(dates: VisitDates) -> str:
    return time_in_words(dates.starts_at) if dates.starts_at else ""


def _tell(message: type[AboutVisit], visit: Visit, *, by: User, on: date, school: bool = True, **said: str) -> None:
    """To whoever leads the visit, and with `school` to whoever leads its school."""
    people = {*_visitors(visit, on), *(present_leads(visit.school, on) if school else ())}
    _put(message, visit, people, by=by, at=visit.school, url=link("visit", pk=visit.pk), **said)


def _visitors(visit: Visit, on: date) -> set[User]:
    return {*with_cover_of(visit.lead, visit.school, AssignmentRole.SIP, on)}


def _put(
    message: type[AboutVisit],
    visit: Visit,
    people: Collection[User],
    *,
    by: User,
    at: School,
    url: str,
    **said: str,
) -> None:
    """One message to each person for each change of the visit. `at` is the school it names, `url` where it leads."""
    dates = dates_of(visit)
    content = message(
        school=at.name,
        what=visit.kind_name,
        days=dates.words,
        hour=_hour(dates),
        lead=visit.lead.name,
        mode=visit.mode_name,
        url=url,
        who=by.name,
        sender=sender(by),
        **said,
    )
    instead = who_hears_instead(visit.school, AssignmentRole.SIP, clock.today())
    for person in reached(sorted({*people}, key=lambda each: each.pk), message, otherwise=instead, but=by):
        key = f"visit:{visit.pk}:{visit.sequence}:{person.pk}"
        put(content, to=person.email, name=person.name, dedupe_key=key)
