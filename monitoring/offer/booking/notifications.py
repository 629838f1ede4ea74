"""Messages about events to the schools that booked. They link to the school's page of the event; no message has the
link to an online event."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from schools.models import School
from schools.receipts.kinds import Sent
from schools.receipts.notifications import give_receipt
from sil.accounts.models import User
from sil.outbox.post import Content, link, put
from sil.outbox.reached import reached
from sil.outbox.sender import sender

from ..models import Booking, OfferedEvent
from ..sent import BOOKED, CANCELLED
from .policies import names_in_words
from .queries import heirs, people_to_tell


@dataclass(frozen=True, kw_only=True)
class AboutEvent(Content):
    school: str
    title: str
    # The day and the times, and the place, in words.
    when: str
    day: str
    where: str
    # Who comes of the school, in words.
    people: str
    reason: str = ""
    url: str


class BookedForSchool(AboutEvent):
    """An officer booked on behalf of the school."""

    kind: ClassVar[str] = "event_booked"


class MovedUp(AboutEvent):
    """People of the waiting list have a place."""

    kind: ClassVar[str] = "event_moved_up"


class BookingCancelled(AboutEvent):
    """An officer cancelled a booking of the school."""

    kind: ClassVar[str] = "event_booking_cancelled"


class EventChanged(AboutEvent):
    """There is another day, time or place."""

    kind: ClassVar[str] = "event_changed"


class EventCancelled(AboutEvent):
    kind: ClassVar[str] = "event_cancelled"


MESSAGES = (BookedForSchool, MovedUp, BookingCancelled, EventChanged, EventCancelled)


def tell(
    content: type[AboutEvent],
    event: OfferedEvent,
    bookings: Iterable[Booking],
    *,
    on: date,
    by: User | None = None,
    reason: str = "",
) -> None:
    """Write one message to each school about some of its bookings of an event. `by` signs it, if it is an officer."""
    of_school: dict[School, list[Booking]] = defaultdict(list)
    for each in bookings:
        of_school[each.school].append(each)
    signed = sender(by) if by else None
    for school, theirs in of_school.items():
        said = content(
            school=school.name,
            title=event.title,
            when=event.when_in_words,
            day=event.when_in_words.partition(",")[0],
            where=event.where_in_words,
            people=names_in_words([each.name for each in theirs]),
            reason=reason,
            url=link("school_event", urn=school.pk, pk=event.pk),
            sender=signed,
        )
        for person in reached(people_to_tell(school, theirs, on), content, otherwise=heirs(school, on)):
            put(said, to=person.email, name=person.name)


def receipts_key(booking: Booking, kind: Sent) -> str:
    """Return what the receipt of a booking is kept by: the first of those that were made together."""
    return f"{kind.slug}-{booking.pk}"


def give_booking_receipt(bookings: list[Booking], *, by: User, on: date) -> None:
    """Write the receipt of what was booked: who has a place, and who waits."""
    event, school = bookings[0].event, bookings[0].school
    has = [each.name for each in bookings if each.is_booked]
    waits = [each.name for each in bookings if each.is_waiting]
    where = f"It is on {event.when_in_words}, {event.where_in_words}."
    place = f"{names_in_words(has)} {'have' if len(has) > 1 else 'has'} a place." if has else ""
    list_ = (
        f"{names_in_words(waits)} {'are' if len(waits) > 1 else 'is'} on the waiting list. "
        "We will email you if a place becomes free."
        if waits
        else ""
    )
    give_receipt(
        BOOKED,
        key=receipts_key(bookings[0], BOOKED),
        school=school,
        by=by,
        on=on,
        names={"title": event.title},
        next_=" ".join(filter(None, (place, list_, where, "You can cancel until the event starts."))),
        url=link("school_event", urn=school.pk, pk=event.pk),
    )


def give_cancelling_receipt(booking: Booking, *, by: User, on: date) -> None:
    give_receipt(
        CANCELLED,
        key=receipts_key(booking, CANCELLED),
        school=booking.school,
        by=by,
        on=on,
        names={"person": booking.name, "title": booking.event.title},
        next_="The place goes to the next person on the waiting list, if there is one.",
        url=link("school_event", urn=booking.school_id, pk=booking.event_id),
    )
