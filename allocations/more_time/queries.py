"""Queries of more time to answer."""

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from schools.models import Assignment, AssignmentRole
from schools.queries import assigned, can_act
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles

from ..models import Allocation, TimeRequest
from ..states import AWAITING_SCHOOL
from .permissions import readers


def readable(who: UserRoles) -> QuerySet[TimeRequest]:
    """Return the requests that a person may read."""
    related = ("allocation__school", "allocation__round__framework_version", "asked_by", "ended_by")
    return TimeRequest.objects.filter(readers(who)).select_related(*related)


def requests_of(allocation: Allocation) -> QuerySet[TimeRequest]:
    """Return the requests about an allocation that waits for the school's answer; of others they stand in the history.
    One query, and `check_ask` asks no more."""
    if allocation.awaits_school:
        asked = Prefetch("time_requests", TimeRequest.objects.select_related("asked_by"))
        prefetch_related_objects([allocation], asked)
        return allocation.time_requests.all()
    return TimeRequest.objects.none()


def to_answer(who: UserRoles) -> QuerySet[TimeRequest] | None:
    """Return the requests that wait for a person: of the schools whose partner they are; for Principal Officers those
    of schools without one. One about a day that is no longer the day due waits for nobody. None for whoever never
    answers one. It asks the database nothing."""
    if not who.may(Permission.ALLOCATION_PROPOSE, Permission.ALLOCATION_DECIDE):
        return None
    waiting = TimeRequest.objects.filter(
        outcome=TimeRequest.Outcome.OPEN, allocation__status__in=AWAITING_SCHOOL, allocation__due_on=F("due_on")
    )
    mine = assigned(who.user, who.on, role=AssignmentRole.SIP, school="allocation__school")
    if not who.may(Permission.ALLOCATION_DECIDE):
        return waiting.filter(mine)
    partners = Assignment.objects.filter(
        can_act(who.on), school=OuterRef("allocation__school"), role=AssignmentRole.SIP
    )
    return waiting.filter(mine | Q(~Exists(partners)))
