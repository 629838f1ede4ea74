"""Cover and a handover in the made-up authority."""

from datetime import date, timedelta

from monitoring.visits.models import Visit
from schools.covers import actions as covers
from schools.handovers import actions as handovers
from schools.handovers.parts import HandoverPlan, preview
from schools.models import AssignmentRole, School
from sil import clock
from sil.accounts.demo import DOMAIN
from sil.accounts.models import User

DAY = timedelta(days=1)
# Before today: when the third partner fell ill, and when schools went from one partner to another.
ILL, HANDED = 4 * DAY, 2 * DAY
COVERED_FOR = 14 * DAY
NOTE = (
    "The new headteacher settles in well and asks good questions. Reading in year two is what we look at on each "
    "visit; the deputy leads on it.\n\nThe chair of governors likes to be rung before a report comes."
)


def make(known: dict[str, User], today: date) -> None:
    """`known` has accounts by what stands before the @."""
    _cover(known, today - ILL, today)
    _hand_over(known, today - HANDED)


def _cover(known: dict[str, User], on: date, today: date) -> None:
    third = User.objects.get(email=f"sip3@{DOMAIN}")
    with clock.at(on):
        covers.arrange(
            away=third,
            covering=known["sip2"],
            role=AssignmentRole.SIP,
            starts_on=on,
            ends_on=today + COVERED_FOR,
            note="Please ring the office at each school before you go; they do not know you yet.",
            by=known["officer"],
            on=on,
        )


def _hand_over(known: dict[str, User], on: date) -> None:
    """A school with a visit to come goes from the second partner to the first."""
    giving, taking, by = known["sip2"], known["sip"], known["officer"]
    coming = Visit.objects.filter(lead=giving, status="planned", starts_on__gt=on)
    places = tuple(School.objects.filter(pk__in=coming.values("school")).order_by("-pk")[:1])
    if not places:
        return
    with clock.at(on):
        handing = HandoverPlan(places, giving, taking, on, by, on)
        read = handovers.fingerprint(handing, preview(handing))
        handovers.hand_over(places, giving=giving, taking=taking, starts_on=on, note=NOTE, read=read, by=by, on=on)
