"""What schools of the made-up authority ask of their partner: more time to answer, and another day of support."""

from datetime import date, timedelta
from decimal import Decimal

from allocations.models import Allocation
from allocations.more_time import actions as more_time
from allocations.states import State
from monitoring.visits.more_days import actions as more_days
from schools.models import AssignmentRole, School
from schools.queries import assigned, holders, in_post
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS

DAY = timedelta(days=1)
WHY_TIME = "The chair is away until Monday, and I would like to talk to the governors first."
WHY_DAYS = "Two new teachers of Year 2 would like to plan the spring term with you."


def make(known: dict[str, User], today: date) -> None:
    """One request for more time of a school of one partner, and one for a day of the school of one head. The partner
    has both to answer."""
    mine = assigned(known["sip"], today, role=AssignmentRole.SIP)
    waiting = Allocation.objects.filter(mine, status=State.PROPOSED, due_on__gt=today)
    waiting = waiting.exclude(in_post(known["head"], today, LEADS))
    for allocation in waiting.order_by("school")[:1]:
        assert allocation.due_on is not None, "an answer is owed"
        head = holders(allocation.school, today, LEADS)[0].user
        with clock.at(today):
            more_time.ask(allocation, day=allocation.due_on + 5 * DAY, reason=WHY_TIME, by=head, on=today)
    yesterday = today - DAY
    school = School.objects.filter(in_post(known["head"], yesterday, LEADS, school="pk")).first()
    if school is not None:
        with clock.at(yesterday):
            more_days.ask(school, days=Decimal(1), reason=WHY_DAYS, by=known["head"], on=yesterday)
