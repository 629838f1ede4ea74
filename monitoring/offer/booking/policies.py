"""Policies of bookings: which events a school can book, until when, and for how many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from schools.models import School
from sil.clock import weekday_in_words
from sil.framework.parts import Offer
from sil.framework.schema import Framework
from sil.workflow import Denied

from ..models import Booking, OfferedEvent

# The people whom one form names; further ones are booked afterwards.
ROWS = 3


@dataclass(frozen=True, kw_only=True)
class PersonInput:
    """Who comes: a name, and what they are at the school."""

    name: str
    role: str


@dataclass(frozen=True)
class Entitlement:
    """What a school is offered: by the framework in force, and the id of its band; blank where it has none yet."""

    framework: Framework | None
    band: str = ""


def check_eligible(event: OfferedEvent, school: School, given: Entitlement) -> None:
    """Raises Denied("closed_school", "phase", "no_framework", "not_offered", "no_band"). The sentences name no band but
    the school's own."""
    if not school.is_open:
        raise Denied("closed_school", "This school has closed.")
    if event.phases and school.phase not in event.phases:
        raise Denied("phase", f"This event is for schools of these phases: {event.phases_in_words}.")
    if given.framework is None:
        raise Denied("no_framework", "No framework is loaded, so nothing is offered yet.")
    offer = given.framework.offer(event.offer)
    if offer is None:
        raise Denied("not_offered", "This event is not part of what the framework offers this school.")
    check_band(offer, given.framework, given.band)


def check_band(offer: Offer, framework: Framework, band: str) -> None:
    """Raises Denied("not_offered", "no_band") unless a school with a band, or with none yet, is offered something."""
    if band and band not in offer.bands:
        name = framework.band(band).name
        raise Denied("not_offered", f"The framework does not offer “{offer.text}” to a school with {name}.")
    if not band and len(offer.bands) < len(framework.bands):
        raise Denied(
            "no_band", f"The framework offers “{offer.text}” to some bands only, and this school has no band yet."
        )


def check_not_started(event: OfferedEvent, now: datetime) -> None:
    """Raises Denied("cancelled", "started")."""
    if event.is_cancelled:
        raise Denied("cancelled", "This event has been cancelled.")
    if event.has_begun(now):
        raise Denied("started", "This event has started, so bookings cannot be changed any more.")


def check_takes_bookings(event: OfferedEvent, now: datetime) -> None:
    """Raises Denied("not_open", "closed") and those of `check_not_started`."""
    check_not_started(event, now)
    if not event.is_open:
        raise Denied("not_open", "This event is not open for bookings yet.")
    if now.date() > event.closes_on:
        raise Denied("closed", f"Bookings closed on {weekday_in_words(event.closes_on)}.")


def names_in_words(names: Sequence[str]) -> str:
    """Return "Ann", "Ann and Bob", or "Ann, Bob and Cay"."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def rows_left(event: OfferedEvent, taken: int) -> int:
    """Return how many people a form can name for a school that has booked for so many, at most ROWS; 0 where the event
    takes no more from it."""
    return ROWS if event.per_school is None else max(min(ROWS, event.per_school - taken), 0)


def check_people(event: OfferedEvent, people: Iterable[PersonInput], there: Iterable[Booking], free: int) -> None:
    """Raises Denied("nobody", "twice", "too_many", "full"). `there` are the school's bookings that are not cancelled,
    and `free` the number of places that nobody has."""
    new, known = list(people), [each.name.casefold() for each in there]
    if not new:
        raise Denied("nobody", "Enter the name of at least one person.")
    for each in new:
        if each.name.casefold() in known:
            raise Denied("twice", f"{each.name} is booked already.")
        known.append(each.name.casefold())
    if event.per_school is not None and len(known) > event.per_school:
        taken = len(known) - len(new)
        most = f"at most {event.per_school} from each school"
        raise Denied("too_many", f"This event takes {most}. You have booked {taken} so far.")
    if not event.waiting_list and len(new) > max(free, 0):
        left = f"There {'is 1 place' if free == 1 else f'are {free} places'} left" if free > 0 else "This event is full"
        raise Denied("full", f"{left}, and it has no waiting list.")
