"""Messages about times offered for a visit, and the receipts of what a school sends about them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from schools.models import AssignmentRole
from schools.queries import who_hears_instead, with_cover_of
from schools.receipts.kinds import Sent
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import OfferedTime, TimesOffer
from ..sent import TIME_CHOSEN, TIMES_NONE, TIMES_OFFERED, TIMES_WITHDRAWN
from ..visit.notifications import present_leads
from .policies import words_of_time


@dataclass(frozen=True, kw_only=True)
class AboutTimes(Content):
    """What every message about times for one visit says; each template uses what it needs."""

    school: str
    what: str
    lead: str
    # Who did it.
    who: str
    # The last day to answer.
    due: str
    times: tuple[str, ...]
    place: str
    mode: str
    reason: str = ""
    url: str


class Offered(AboutTimes):
    kind: ClassVar[str] = "times_offered"


class NoneSuits(AboutTimes):
    kind: ClassVar[str] = "times_none_suits"


class TimesWithdrawn(AboutTimes):
    kind: ClassVar[str] = "times_withdrawn"


class Lapsed(AboutTimes):
    kind: ClassVar[str] = "times_lapsed"


@dataclass(frozen=True, kw_only=True)
class Chosen(AboutTimes):
    kind: ClassVar[str] = "times_chosen"
    day: str


MESSAGES = (Offered, NoneSuits, TimesWithdrawn, Lapsed, Chosen)


def receipt_key(offer: TimesOffer, act: str) -> str:
    """Return what the receipt of something sent about an offer is kept by."""
    return f"times-{offer.pk}-{act}"


def tell_offered(offer: TimesOffer, *, by: User, on: date) -> None:
    """Ask the other side to choose; a school that offers gets its receipt."""
    _tell(Offered, offer, _answerers(offer, on), by=by, on=on, reason=offer.follows.reason if offer.follows else "")
    if offer.by_school:
        due = weekday_in_words(offer.reply_by)
        _give(TIMES_OFFERED, offer, "offered", f"{offer.lead.name} is asked to choose one by {due}.", by=by, on=on)


def tell_chosen(offer: TimesOffer, chosen: OfferedTime, *, by: User, on: date) -> None:
    """Tell the side that offered; a school that chose gets its receipt."""
    day = words_of_time(chosen)
    url = link("visit", pk=offer.visit_id)
    _tell(Chosen, offer, _offerers(offer, on), by=by, on=on, day=day, url=url)
    if not offer.by_school:
        _give(TIME_CHOSEN, offer, "chosen", f"The visit is planned for {day}.", by=by, on=on, day=day)


def tell_none_suits(offer: TimesOffer, *, by: User, on: date) -> None:
    """Ask the side that offered for other times; a school that answered gets its receipt."""
    _tell(NoneSuits, offer, _offerers(offer, on), by=by, on=on, reason=offer.reason)
    if not offer.by_school:
        _give(TIMES_NONE, offer, "none", f"{offer.lead.name} is asked to offer other times.", by=by, on=on)


def tell_withdrawn(offer: TimesOffer, *, by: User, on: date) -> None:
    """Tell the other side that it has nothing to answer; a school that withdrew gets its receipt."""
    _tell(TimesWithdrawn, offer, _answerers(offer, on), by=by, on=on, reason=offer.reason)
    if offer.by_school:
        _give(TIMES_WITHDRAWN, offer, "withdrawn", f"We have told {offer.lead.name}.", by=by, on=on)


def tell_lapsed(offer: TimesOffer, *, on: date) -> None:
    """Tell the side that offered, once, that nobody answered in time."""
    _tell(Lapsed, offer, _offerers(offer, on), by=None, on=on)


def _school_side(offer: TimesOffer, on: date) -> Iterable[User]:
    return present_leads(offer.school, on)


def _partner_side(offer: TimesOffer, on: date) -> Iterable[User]:
    return with_cover_of(offer.lead, offer.school, AssignmentRole.SIP, on)


def _answerers(offer: TimesOffer, on: date) -> Iterable[User]:
    return (_partner_side if offer.by_school else _school_side)(offer, on)


def _offerers(offer: TimesOffer, on: date) -> Iterable[User]:
    return (_school_side if offer.by_school else _partner_side)(offer, on)


def _tell(
    message: type[AboutTimes], offer: TimesOffer, people: Iterable[User], *, by: User | None, on: date, **said: str
) -> None:
    """One message to each person; where none of them can be reached, to whoever hears of the school instead."""
    about: dict[str, Any] = {
        "school": offer.school.name,
        "what": offer.kind_name.lower(),
        "lead": offer.lead.name,
        "who": by.name if by else "",
        "due": weekday_in_words(offer.reply_by),
        "times": tuple(words_of_time(each) for each in offer.times.all()),
        "place": offer.place,
        "mode": offer.mode_name,
        "url": link("times", pk=offer.pk),
        "sender": sender(by) if by else None,
    }
    content = message(**about | said)
    instead = who_hears_instead(offer.school, AssignmentRole.SIP, on)
    for person in reached(people, message, otherwise=instead, but=by):
        put(content, to=person.email, name=person.name, dedupe_key=f"{message.kind}:{offer.pk}:{person.pk}")


def _give(kind: Sent, offer: TimesOffer, act: str, next_: str, *, by: User, on: date, day: str = "") -> None:
    give_receipt(
        kind,
        key=receipt_key(offer, act),
        school=offer.school,
        by=by,
        on=on,
        next_=next_,
        url=link("visit", pk=offer.visit_id) if offer.visit_id else link("times", pk=offer.pk),
        names={"visit": offer.kind_name.lower(), "day": day},
    )
