"""Permissions of reviews: who starts one or flags a school as high-risk."""

from datetime import date

from schools.models import AssignmentRole
from schools.queries import works_with
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied

from ..models import Allocation


def check_may_review(allocation: Allocation, *, by: User, on: date) -> None:
    """Raises Denied("not_an_officer") unless this is the school's partner or a Principal Officer."""
    who = roles_of(by, on)
    is_partner = who.may(Permission.ALLOCATION_PROPOSE) and works_with(by, allocation.school, AssignmentRole.SIP, on)
    if not is_partner and not who.may(Permission.ALLOCATION_DECIDE):
        titles = [allocation.framework.title(role) for role in ("sip", "principal_officer")]
        raise Denied("not_an_officer", f"Only the school's {titles[0]} or a {titles[1]} can do this.")
