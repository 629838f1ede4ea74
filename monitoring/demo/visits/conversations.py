"""Conversations of schools of the made-up authority: about a visit, and about an improvement plan."""

from datetime import date, timedelta

from monitoring.conversations import actions
from monitoring.conversations.things import Subject
from monitoring.plans.models import PartnershipPlan
from monitoring.plans.plan.conversation import subject_of as subject_of_plan
from monitoring.visits.models import Visit
from monitoring.visits.states import VisitState
from monitoring.visits.visit.conversation import subject_of as subject_of_visit
from schools.models import AssignmentRole
from schools.queries import in_post, officers_with_cover
from sil import clock
from sil.accounts.models import User
from sil.accounts.roles import LEADS

# Days ago, whether the head wrote, what was written, and whether it asks for an answer.
Said = tuple[tuple[int, bool, str, bool], ...]
ABOUT_A_VISIT: Said = (
    (8, False, "I would like to see the phonics groups and meet the new lead. Which lessons should I see?", True),
    (
        7,
        True,
        "The groups are at 9.15am and 11am, and she is free until break. Our car park is closed.",
        False,
    ),
    (6, False, "Thank you. I will come to both, and park in the street.", False),
    (2, True, "Two classes are out on a trip that morning. Could we begin after lunch?", True),
)
ABOUT_A_PLAN: Said = (
    (5, True, "The governors ask whether the target for attendance can be lower in the first term.", True),
    (
        3,
        False,
        "It can: put in a milestone for February, and keep the target for July. I added an example.",
        False,
    ),
)


def make(known: dict[str, User], today: date) -> None:
    """Two conversations of the school of one account: one waits for its partner, one is new to the head."""
    head = known["head"]
    theirs = in_post(head, today, LEADS)
    visits = Visit.objects.filter(theirs, status__in=(VisitState.PLANNED, VisitState.HELD)).select_related("school")
    if visit := visits.order_by("-starts_on").first():
        _hold(subject_of_visit(visit), ABOUT_A_VISIT, head, today)
    if plan := PartnershipPlan.objects.filter(theirs).select_related("school", "framework_version").first():
        _hold(subject_of_plan(plan), ABOUT_A_PLAN, head, today)


def _hold(subject: Subject, said: Said, head: User, today: date) -> None:
    partner = officers_with_cover(subject.school, AssignmentRole.SIP, today)[0]
    for ago, by_head, text, asks in said:
        day = today - timedelta(days=ago)
        with clock.at(day):
            actions.add(subject, text=text, asks=asks, by=head if by_head else partner, on=day)
