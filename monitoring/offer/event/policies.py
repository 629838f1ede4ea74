"""Policies of events: what can be planned, and when one can be changed."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sil.accounts.models import User
from sil.dates.calendars import at
from sil.framework.parts import OfferKind
from sil.framework.schema import Framework
from sil.workflow import Denied

from ..models import OfferedEvent

NOT_PLANNED = "This event has already been opened, held or cancelled."
LATE = "The event has started, or the last day for bookings has passed. Change the days first."


@dataclass(frozen=True, kw_only=True)
class EventInput:
    """What an officer enters for an event."""

    title: str
    offer: str
    details: str
    day: date
    starts_at: time
    ends_at: time
    place: str
    link: str
    leader: User
    audiences: tuple[str, ...]
    phases: tuple[str, ...]
    places: int
    per_school: int | None
    closes_on: date
    waiting_list: bool


def check_input(typed: EventInput, framework: Framework | None, now: datetime) -> None:
    """Raises Denied("not_offered", "past", "ends", "closes", "nowhere", "no_places")."""
    offer = framework.offer(typed.offer) if framework else None
    if offer is None or offer.kind != OfferKind.EVENT:
        raise Denied("not_offered", "Select a part of the framework's offer that schools book places at.")
    if at(typed.day, typed.starts_at) <= now:
        raise Denied("past", "The event must start later than now.")
    if typed.ends_at <= typed.starts_at:
        raise Denied("ends", "The event must end after it starts.")
    if typed.closes_on > typed.day:
        raise Denied("closes", "The last day for bookings must not be after the day of the event.")
    if not (typed.place or typed.link):
        raise Denied("nowhere", "Enter a place, a link, or both.")
    if typed.places < 1 or typed.per_school == 0:
        raise Denied("no_places", "Enter at least 1 place.")


def check_changeable(event: OfferedEvent, now: datetime) -> None:
    """Raises Denied("ended"), and Denied("begun") once schools have come: an event that was never opened has no
    beginning, and can be given another day."""
    if not (event.is_planned or event.is_open):
        raise Denied("ended", "This event has already been held or cancelled, so it cannot be changed or cancelled.")
    if event.attendance_on or (event.is_open and event.has_begun(now)):
        raise Denied("begun", "This event has started, so it cannot be changed or cancelled any more.")


def check_places(places: int, booked: int) -> None:
    """Raises Denied("too_few"): a place that was given is not taken back by a smaller number."""
    if places < booked:
        raise Denied("too_few", f"{booked} places are booked. Enter at least {booked}.")


def check_may_open(event: OfferedEvent, now: datetime) -> None:
    """Raises Denied("wrong_state", "too_late")."""
    if not event.is_planned:
        raise Denied("wrong_state", NOT_PLANNED)
    if event.closes_on < now.date() or event.has_begun(now):
        raise Denied("too_late", LATE)


def check_attendance(event: OfferedEvent, now: datetime) -> None:
    """Raises Denied("not_held") before the event starts, since bookings are changed until then, or where it does not
    take place."""
    if not (event.has_begun(now) and (event.is_open or event.is_held)):
        raise Denied("not_held", "You can record who came from the start of the event.")
