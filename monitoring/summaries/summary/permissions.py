"""Permissions of summaries: who makes, edits and approves one."""

from datetime import date

from django.db.models import Q, QuerySet

from schools.models import AssignmentRole, School
from schools.queries import assigned, works_with
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.framework.queries import titles
from sil.workflow import Denied

from ..models import Summary


def readable(who: UserRoles) -> QuerySet[Summary]:
    """The summaries of one's own schools, and all of them for those who oversee visits. The school
    reads the letter that goes out."""
    found = Summary.objects.select_related("school", "term", "saved_by", "approved_by", "letter")
    if who.may(Permission.VISITS_READ_ALL):
        return found
    if not who.may(Permission.VISIT_RECORD):
        return found.filter(Q(pk__in=[]))
    return found.filter(assigned(who.user, who.on, role=AssignmentRole.SIP))


def may_write(school: School, who: UserRoles) -> bool:
    if not who.may(Permission.VISIT_RECORD):
        return False
    return who.may(Permission.VISITS_READ_ALL) or works_with(who.user, school, AssignmentRole.SIP, who.on)


def check_write(school: School, *, by: User, on: date) -> None:
    if not may_write(school, roles_of(by, on)):
        called = titles()
        raise Denied(
            "not_the_writer", f"Only the school's own {called['sip']} or a {called['principal_officer']} can do this."
        )
