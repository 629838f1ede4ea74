"""Messages about requests. They link to the page of the request and quote nothing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import AssignmentRole
from schools.queries import receivers, who_hears, who_hears_instead
from schools.receipts.kinds import Sent
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.clock import weekday_in_words
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..booking.permissions import BOOKERS
from ..models import OfferRequest
from ..sent import ASKED, WITHDRAWN
from .queries import answerer


@dataclass(frozen=True, kw_only=True)
class AboutRequest(Content):
    school: str
    what: str
    # The day by which it is answered, or for which it is arranged, in words; blank for none.
    day: str = ""
    # Whether it had been answered before.
    again: bool = False
    # The visit that comes of it and is planned, in words; blank for none.
    visit: str = ""
    url: str


class RequestAsked(AboutRequest):
    """To whoever answers it."""

    kind: ClassVar[str] = "offer_request_asked"


class RequestArranged(AboutRequest):
    kind: ClassVar[str] = "offer_request_arranged"


class RequestDeclined(AboutRequest):
    kind: ClassVar[str] = "offer_request_declined"


class RequestWithdrawn(AboutRequest):
    """To whoever answers it."""

    kind: ClassVar[str] = "offer_request_withdrawn"


MESSAGES = (RequestAsked, RequestArranged, RequestDeclined, RequestWithdrawn)


def tell_officers(content: type[AboutRequest], asked: OfferRequest, *, on: date) -> None:
    day = asked.takes_place or asked.due_on
    _tell(content, asked, who_hears(asked.school, AssignmentRole.SIP, on), on=on, day=day)


def tell_school(
    content: type[AboutRequest],
    asked: OfferRequest,
    *,
    by: User,
    on: date,
    again: bool = False,
    told: Collection[int] = (),
) -> None:
    """Tell whoever asked; where they no longer lead or govern the school, those who do. Those who were told of the
    visit that comes of it, `told` by their keys, get no second email."""
    there = [post.user for post in receivers(asked.school, on, BOOKERS)]
    people = [asked.asked_by] if asked.asked_by in there else there
    left = [each for each in people if each.pk not in told]
    if left or not people:
        _tell(content, asked, left, on=on, day=asked.takes_place, by=by, again=again)


def receipts_key(asked: OfferRequest, kind: Sent) -> str:
    """Return what the receipt of a request is kept by."""
    return f"{kind.slug}-{asked.pk}"


def give_request_receipt(kind: Sent, asked: OfferRequest, *, by: User, on: date) -> None:
    who = answerer(asked.school, on)
    name = who.name if who else "an officer"
    due = f" by {weekday_in_words(asked.due_on)}" if asked.due_on else ""
    next_ = {
        ASKED.slug: f"{name[0].upper()}{name[1:]} will answer{due}. We will email you the answer. You can withdraw it "
        "on its page.",
        WITHDRAWN.slug: f"We have told {name} that nothing needs to be arranged.",
    }
    give_receipt(
        kind,
        key=receipts_key(asked, kind),
        school=asked.school,
        by=by,
        on=on,
        names={"what": asked.what},
        next_=next_[kind.slug],
        url=link("offer_request", pk=asked.pk),
    )


def _tell(
    content: type[AboutRequest],
    asked: OfferRequest,
    people: Iterable[User],
    *,
    on: date,
    day: date | None,
    by: User | None = None,
    again: bool = False,
) -> None:
    said = content(
        school=asked.school.name,
        what=asked.what,
        day=weekday_in_words(day) if day else "",
        again=again,
        visit=f"{asked.visit.kind_name} on {weekday_in_words(asked.visit.starts_on)}"
        if asked.visit and asked.has_visit and asked.visit.is_planned
        else "",
        url=link("offer_request", pk=asked.pk),
        sender=sender(by) if by else None,
    )
    for person in reached(people, content, otherwise=who_hears_instead(asked.school, AssignmentRole.SIP, on)):
        put(said, to=person.email, name=person.name)
