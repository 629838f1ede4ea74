"""Permissions of extra days of support: the school's partner asks, a Principal Officer approves."""

from datetime import date

from schools.models import AssignmentRole, School
from schools.queries import works_with
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, check_may, roles_of
from sil.framework.queries import titles
from sil.workflow import Denied


def check_may_approve(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless the person may approve and withdraw extra days."""
    title = titles()["principal_officer"]
    check_may(by, on, Permission.DAYS_APPROVE, sentence=f"Only a {title} can approve or withdraw extra days.")


def may_ask(school: School, who: UserRoles) -> bool:
    """Return whether a person asks for extra days for a school. Those who approve days need not ask."""
    if not who.may(Permission.VISIT_RECORD) or who.may(Permission.DAYS_APPROVE):
        return False
    return works_with(who.user, school, AssignmentRole.SIP, who.on)


def check_may_ask(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_the_partner")."""
    if not may_ask(school, roles_of(by, on)):
        raise Denied("not_the_partner", "Only the partner of this school can ask for extra days.")
