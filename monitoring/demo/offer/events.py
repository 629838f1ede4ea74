"""Events under the offer of the made-up authority: one in each state, one with a waiting list, one of today."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from monitoring.offer.booking import actions as bookings
from monitoring.offer.booking.policies import PersonInput
from monitoring.offer.event import actions
from monitoring.offer.event.policies import EventInput
from monitoring.offer.feedback import actions as feedback
from monitoring.offer.feedback.actions import FeedbackInput
from monitoring.offer.models import Booking, OfferedEvent, OfferRequest
from monitoring.offer.request import actions as asking
from monitoring.visits.visit.policies import VisitDates, VisitDetails
from monitoring.visits.visit.queries import clashes
from schools.models import Post, School
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS

from ..days import workday

DAY = timedelta(days=1)
# None for somebody who did not answer.
_FEEDBACK = (
    FeedbackInput(
        useful=5, recommend=3, next_step=4, text="The examples from other schools helped most.", shows_name=True
    ),
    FeedbackInput(useful=4, recommend=3, next_step=3, text="", shows_name=False),
    FeedbackInput(useful=2, recommend=2, next_step=1, text="Too long for a Monday morning.", shows_name=False),
    None,
    FeedbackInput(useful=4, recommend=3, next_step=2, text="Please send the slides before.", shows_name=False),
)
# When each was planned and opened, and when schools booked, before today.
PLANNED, BOOKED = 30 * DAY, 20 * DAY
_NAMES = ("Marta Muster", "Noor Notional", "Piet Pretend", "Quinn Quasi", "Rosa Rehearsal", "Tariq Trial")
_STAFF = ("English lead", "Deputy headteacher", "Maths lead")


def events(known: Mapping[str, User], today: date) -> None:
    """Heads of the authority have booked the past ones and the next; more people want to come to the network than
    there are places."""
    heads = _heads(known, today)
    _past("Headteacher briefing, start of term", "headteacher-briefings", known, heads[:14], today, ago=12)
    _past("Phonics network", "subject-networks", known, heads[4:10], today, ago=9)
    soon = _open("Headteacher briefing, end of term", "headteacher-briefings", known, today, ahead=13, places=30)
    _book(soon, heads[1:9], today)
    full = _open("Reading network", "subject-networks", known, today, ahead=20, places=6, per_school=2)
    _book(full, heads[:9], today, staff=True)
    _open(
        "Questions that governors ask",
        "governor-briefings",
        known,
        today,
        ahead=27,
        places=40,
        place="",
        link="https://meet.example/governors",
        audiences=("chairs",),
    )
    _open(
        "Leading change in a secondary school",
        "professional-development",
        known,
        today,
        ahead=34,
        phases=("Secondary",),
    )
    now = _open(
        "Drop-in for headteachers", "headteacher-briefings", known, today, ahead=0, starts_at=time(16), ends_at=time(17)
    )
    _book(now, heads[:3], today)
    on, by = today - PLANNED, known["officer"]
    with clock.at(on):
        actions.plan(_typed("Mathematics network", "subject-networks", known, workday(today + 60 * DAY)), by=by, on=on)
    off = _open("Attendance: what helps", "professional-development", known, today, ahead=10)
    _book(off, heads[:4], today)
    reason = "The speaker is ill. We will offer it again in spring."
    with clock.at(today - DAY):
        actions.cancel(off, reason=reason, by=by, on=today - DAY)


def requests(known: Mapping[str, User], today: date) -> None:
    """One that waits, one of which a visit comes, one that was declined and one that the school withdrew."""
    (school, head), *_ = _heads(known, today)
    asked_for = (
        ("performance-management", 25, "with a visit", "The governors' panel meets in the second half of the term."),
        ("further-visits", 18, "withdrawn", "A visit to our new reading scheme, with the English lead."),
        ("performance-data", 12, "declined", "Figures of the phonics check before they are published."),
        ("consultancy", 3, "asked", "Help with the timetable for September, for half a day."),
    )
    for offer, ago, state, details in asked_for:
        on = today - ago * DAY
        with clock.at(on):
            made = asking.ask(school, offer, details=details, wished="A morning", by=head, on=on)
        later = on + 2 * DAY
        with clock.at(later):
            if state == "with a visit":
                _plan_visit(made, known["sip"], workday(today + 15 * DAY), later)
            elif state == "withdrawn":
                asking.withdraw(made, reason="The English lead is away until spring.", by=head, on=later)
            elif state == "declined":
                answer = "We may not share them before that day. You will have them on the first morning."
                asking.decline(made, answer=answer, by=known["sip"], on=later)


def _plan_visit(asked: OfferRequest, by: User, day: date, on: date) -> None:
    dates = VisitDates(starts_on=day, ends_on=day, starts_at=time(9))
    kind, purpose = "performance-management", "The review of this year's objectives and those of next year."
    details = VisitDetails(kind=kind, mode="face-to-face", days=Decimal(1), lead=by, purpose=purpose)
    sure = " ".join(clashes(asked.school, by, dates, days=details.days))
    asking.plan_visit(asked, dates=dates, details=details, answer="I will come at 9am.", by=by, on=on, sure=sure)


def _heads(known: Mapping[str, User], today: date) -> list[tuple[School, User]]:
    """Heads with their schools, that of the first account before all others."""
    there = Post.objects.filter(role__in=LEADS, starts_on__lte=today - PLANNED, ends_on=None, school__is_open=True)
    found = there.filter(user__is_active=True).select_related("school", "user").order_by("school__name", "pk")
    first = [post for post in found if post.user == known["head"]]
    rest = [post for post in found if post.user not in (known["head"], known["head2"])]
    return [(post.school, post.user) for post in (*first[:1], *rest[:20])]


def _typed(title: str, offer: str, known: Mapping[str, User], day: date, **facts: Any) -> EventInput:
    given: dict[str, Any] = {
        "details": "Coffee from a quarter of an hour before it starts.",
        "starts_at": time(9, 30),
        "ends_at": time(12),
        "place": "Example Professional Centre, Sample Street",
        "link": "",
        "leader": known["sip"],
        "audiences": ("heads", "staff"),
        "phases": (),
        "places": 25,
        "per_school": None,
        "closes_on": workday(day - 2 * DAY),
        "waiting_list": True,
    }
    return EventInput(title=title, offer=offer, day=day, **(given | facts))


def _open(title: str, offer: str, known: Mapping[str, User], today: date, *, ahead: int, **facts: Any) -> OfferedEvent:
    on, day = today - PLANNED, workday(today + ahead * DAY) if ahead else today
    if ahead <= 0:
        facts["closes_on"] = day
    with clock.at(on):
        event = actions.plan(_typed(title, offer, known, day, **facts), by=known["officer"], on=on)
        return actions.open_event(event, by=known["officer"], on=on)


def _book(event: OfferedEvent, heads: list[tuple[School, User]], today: date, *, staff: bool = False) -> None:
    on = today - BOOKED
    with clock.at(on):
        for place, (school, head) in enumerate(heads):
            guest = PersonInput(name=_NAMES[place % len(_NAMES)], role=_STAFF[place % len(_STAFF)])
            person = guest if staff else PersonInput(name=head.name, role="Headteacher")
            bookings.book(event, school, [person], by=head, on=on)


def _past(
    title: str, offer: str, known: Mapping[str, User], heads: list[tuple[School, User]], today: date, *, ago: int
) -> None:
    """One that was held; of those who had a place, every fourth did not come."""
    event = _open(title, offer, known, today, ahead=-ago)
    _book(event, heads, today)
    on = today - (ago - 1) * DAY
    with clock.at(on):
        actions.hold_past(on)
        there = Booking.objects.filter(event=event, status=Booking.Status.BOOKED).order_by("pk")
        came = [each for place, each in enumerate(there) if place % 4 != 3]
        actions.record_attendance(event, {each.pk for each in came}, by=known["officer"], on=on)
    _said(came, on + DAY)


def _said(came: list[Booking], on: date) -> None:
    """What most of those who came said the day after; the first account has not said anything yet."""
    with clock.at(on):
        for place, booking in enumerate(came[1:]):
            said = _FEEDBACK[place % len(_FEEDBACK)]
            if said:
                feedback.give(booking, said, by=booking.booked_by, on=on)
