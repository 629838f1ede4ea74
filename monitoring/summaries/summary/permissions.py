"""Permissions of summaries: who makes, edits and approves one."""

from datetime import date

from schools.models import AssignmentRole, School
from schools.queries import works_with
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.framework.queries import titles
from sil.workflow import Denied


def may_write(school: School, who: UserRoles) -> bool:
    """Return whether a person makes, edits and approves the summaries of a school."""
    if not who.may(Permission.VISIT_RECORD):
        return False
    return who.may(Permission.VISITS_READ_ALL) or works_with(who.user, school, AssignmentRole.SIP, who.on)


def check_write(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_the_writer") unless `may_write`."""
    if not may_write(school, roles_of(by, on)):
        called = titles()
        raise Denied(
            "not_the_writer", f"Only the school's own {called['sip']} or a {called['principal_officer']} can do this."
        )
