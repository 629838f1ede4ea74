"""Queries of days that schools ask for."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import Assignment, AssignmentRole, School
from schools.queries import assigned, can_act
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles

from ..models import SchoolDaysRequest
from .permissions import readers

RELATED = ("school", "asked_by", "ended_by", "request__answered_by")


def readable(who: UserRoles) -> QuerySet[SchoolDaysRequest]:
    """Return the requests that a person may read."""
    return SchoolDaysRequest.objects.filter(readers(who)).select_related(*RELATED)


def of_year(school: School, year: int, who: UserRoles) -> list[SchoolDaysRequest]:
    """Return what a school asked for in an academic year, the latest first, for those who may read it."""
    return list(readable(who).filter(school=school, academic_year=year))


def to_answer(who: UserRoles) -> QuerySet[SchoolDaysRequest] | None:
    """Return the requests that wait for a person: of the schools whose partner they are; for those who approve days
    those of schools without one. None for everybody else. It asks the database nothing."""
    if not who.may(Permission.VISIT_RECORD):
        return None
    waiting = SchoolDaysRequest.objects.filter(outcome=SchoolDaysRequest.Outcome.OPEN)
    mine = assigned(who.user, who.on, role=AssignmentRole.SIP)
    if not who.may(Permission.DAYS_APPROVE):
        return waiting.filter(mine)
    partners = Assignment.objects.filter(can_act(who.on), school=OuterRef("school"), role=AssignmentRole.SIP)
    return waiting.filter(mine | Q(~Exists(partners)))
