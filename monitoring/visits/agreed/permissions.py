"""Permissions of agreed actions: who says what became of them."""

from datetime import date

from schools.models import AssignmentRole, School
from schools.queries import assigned_schools, schools_in_post
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied, can

from ..visit.permissions import may_plan, records_every_school


def check_update(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person records visits of the school: its own partner, or a Principal
    Officer."""
    if not may_plan(school, roles_of(by, on)):
        raise Denied("not_yours", "Only the school’s own partner or a Principal Officer can update its agreed actions.")


def check_tell(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_the_head") unless a person leads the school."""
    if school.pk not in schools_in_post(by, on, LEADS):
        raise Denied("not_the_head", "Only the headteacher can say for the school what it has done.")


may_update = can(check_update)
may_tell = can(check_tell)


def updatable(who: UserRoles, schools: set[int]) -> set[int]:
    """Return those of some schools (keys) whose actions a person may update."""
    if records_every_school(who):
        return schools
    if not who.may(Permission.VISIT_RECORD):
        return set()
    return schools & set(assigned_schools(who.user, who.on, role=AssignmentRole.SIP))
