"""Times that partners and schools of the made-up authority offer each other for a visit."""

from datetime import date, time, timedelta
from decimal import Decimal

from monitoring.visits.models import TimesOffer
from monitoring.visits.offers import actions
from monitoring.visits.offers.policies import OfferInput, TimeInput
from monitoring.visits.offers.queries import questions_about
from schools.models import School
from schools.queries import holders
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.deadlines.models import BankHoliday

from . import diary

AGO = timedelta(days=2)
TO_ANSWER = timedelta(days=7)
# Weeks from today and the hours at which a visit would start.
TIMES = ((5, time(9, 30)), (6, time(13)), (7, time(9)))


def make(known: dict[str, User], today: date) -> None:
    """A partner's times for the school of the first headteacher, which wait, and times for another school of theirs of
    which none suits; and times that a third school offers."""
    sip, on = known["sip"], today - AGO
    mine = School.objects.filter(assignments__user=sip, is_open=True, posts__role__in=LEADS).order_by("urn").distinct()
    first, second, third = mine[:3]
    with clock.at(on):
        _offer(first, sip, "brokered", on)
        refused = _offer(second, sip, "brokered", on)
        head = holders(second, on, LEADS)[0].user
        actions.none_suits(refused, reason="We have open evenings in those weeks.", by=head, on=on)
        _offer(third, holders(third, on, LEADS)[0].user, "brokered", on, by_school=True)


def _offer(school: School, by: User, kind: str, on: date, *, by_school: bool = False) -> TimesOffer:
    times = tuple(TimeInput(day=_working_day(on + diary.WEEK * weeks), at=at) for weeks, at in TIMES)
    offered = OfferInput(
        kind=kind, mode="face-to-face", days=Decimal(1), times=times, reply_by=_working_day(on + TO_ANSWER)
    )
    asked = [] if by_school else questions_about(school, by, [each.dates for each in times], days=Decimal(1), on=on)
    sure = " ".join(sentence for said in asked for sentence in said)
    return actions.offer(school, offered, by_school=by_school, by=by, on=on, sure=sure)


def _working_day(day: date) -> date:
    """Return the day, or the next one from Monday to Friday that is no bank holiday."""
    while day.weekday() > 4 or BankHoliday.objects.filter(date=day).exists():
        day += timedelta(days=1)
    return day
