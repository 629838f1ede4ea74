"""Events under the framework's offer and bookings, made by the real actions."""

from datetime import date, time, timedelta
from itertools import count
from typing import Any

from monitoring.offer.booking import actions as bookings
from monitoring.offer.booking.policies import PersonInput
from monitoring.offer.event import actions
from monitoring.offer.event.policies import EventInput
from monitoring.offer.feedback import actions as feedback
from monitoring.offer.feedback.actions import FeedbackInput
from monitoring.offer.models import Booking, Feedback, OfferedEvent, OfferRequest
from monitoring.offer.request import actions as requests
from schools.models import School
from sil.accounts.models import User
from tests.conftest import TODAY
from tests.factories import visits

_numbers = count(1)
# Friday 4 December 2026.
DAY = TODAY + timedelta(days=14)


def typed(leader: User, **facts: Any) -> EventInput:
    """A briefing for heads with ten places in two weeks, unless the facts say otherwise."""
    given = {
        "title": f"Briefing {next(_numbers)}",
        "offer": "headteacher-briefings",
        "details": "",
        "day": DAY,
        "starts_at": time(9, 30),
        "ends_at": time(12),
        "place": "Example Hall",
        "link": "",
        "leader": leader,
        "audiences": ("heads",),
        "phases": (),
        "places": 10,
        "per_school": None,
        "closes_on": DAY - timedelta(days=2),
        "waiting_list": True,
    }
    return EventInput(**(given | facts))


def planned(by: User, *, on: date = TODAY, **facts: Any) -> OfferedEvent:
    return actions.plan(typed(facts.pop("leader", by), **facts), by=by, on=on)


def opened(by: User, *, on: date = TODAY, **facts: Any) -> OfferedEvent:
    return actions.open_event(planned(by, on=on, **facts), by=by, on=on)


def person(name: str = "", role: str = "Headteacher") -> PersonInput:
    return PersonInput(name=name or f"Guest Example {next(_numbers)}", role=role)


def booked(event: OfferedEvent, school: School, by: User, *names: str, on: date = TODAY) -> list[Booking]:
    return bookings.book(event, school, [person(name) for name in names or ("",)], by=by, on=on)


def answered(booking: Booking, by: User, *, on: date = TODAY, **facts: Any) -> Feedback:
    """Feedback of somebody who found it useful, unless the facts say otherwise."""
    given = {"useful": 4, "recommend": 3, "next_step": 3, "text": "Clear and short.", "shows_name": False}
    return feedback.give(booking, FeedbackInput(**(given | facts)), by=by, on=on)


def asked(school: School, head: User, state: str = "asked", *, by: User, on: date = TODAY) -> OfferRequest:
    """A request for consultancy in a state; `by` is an officer of the school."""
    made = requests.ask(school, "consultancy", details="Help with our timetable.", wished="A Monday", by=head, on=on)
    if state == "arranged":
        return requests.arrange(made, day=DAY, answer="See you then.", by=by, on=on)
    if state == "declined":
        return requests.decline(made, answer="Nobody is free.", by=by, on=on)
    if state == "with a visit":
        details = visits.facts(by, kind="brokered", purpose="Help with our timetable.")
        said: dict[str, Any] = {"answer": "See you then.", "by": by, "on": on}
        return requests.plan_visit(made, dates=visits.one_day(DAY), details=details, **said)
    return requests.withdraw(made, reason="", by=head, on=on) if state == "withdrawn" else made
