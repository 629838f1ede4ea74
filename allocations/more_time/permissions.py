"""Permissions of more time to answer: who answers a request, and who reads it."""

from datetime import date

from django.db.models import Q

from schools.queries import assigned, holders, in_post
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.workflow import Denied, can

from ..models import Allocation
from ..review.permissions import check_may_review


def check_give(allocation: Allocation, *, by: User, on: date) -> None:
    """Raises Denied("not_an_officer") unless this is the school's partner or a Principal Officer, without a post at the
    school."""
    check_may_review(allocation, by=by, on=on)
    if holders(allocation.school, on, (*LEADS, *GOVERNANCE)).filter(user=by).exists():
        raise Denied("not_an_officer", "You hold a post at the school, so somebody else has to answer.")


may_give = can(check_give)


def readers(who: UserRoles) -> Q:
    """Return the condition on requests that a person may read: those who lead the school, its officers, oversight."""
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return Q(pk__isnull=False)
    school = "allocation__school"
    return assigned(who.user, who.on, school=school) | in_post(who.user, who.on, LEADS, school=school)
