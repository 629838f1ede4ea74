"""Permissions of bookings: who books places for a school, and who reads what it is offered."""

from datetime import date

from django.db.models import Q

from schools.models import School
from schools.queries import assigned_schools, holders, schools_in_post
from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied

# What officers may do who read every event.
OFFICERS = (Permission.OFFER_KEEP, Permission.ALLOCATIONS_READ_ALL)
# The posts at a school whose holders book for it.
BOOKERS = (*LEADS, "chair")
# Those who read what it is offered, and get the receipt of what was booked.
READERS = (*LEADS, *GOVERNANCE)


def may_keep(who: UserRoles) -> bool:
    return who.may(Permission.OFFER_KEEP)


def books_for_school(school: School, who: UserRoles) -> bool:
    """Return whether a person books for a school as its head or chair."""
    return school.pk in schools_in_post(who.user, who.on, BOOKERS)


def books_as_officer(school: School, who: UserRoles) -> bool:
    """Return whether a person books on behalf of a school: as an officer of it, or one who works with every school."""
    if not may_keep(who):
        return False
    return who.may(Permission.SCHOOLS_READ_ALL) or school.pk in assigned_schools(who.user, who.on)


def reads_offer(school: School, who: UserRoles) -> bool:
    """Return whether a person reads what a school is offered: it tells the school's band."""
    if who.may(Permission.ALLOCATIONS_READ_ALL) or books_as_officer(school, who):
        return True
    return school.pk in schools_in_post(who.user, who.on, READERS)


def check_book(school: School, *, by: User, on: date) -> bool:
    """Return whether a person books as an officer. Raises Denied("not_yours") for anybody who does not book at all."""
    who = roles_of(by, on)
    if holders(school, on, BOOKERS).filter(user=by).exists():
        return False
    if by.is_active and books_as_officer(school, who):
        return True
    raise Denied("not_yours", "Only the school's headteacher or chair, or an officer for them, can book places.")


def bookable(who: UserRoles) -> Q:
    """Return the condition on bookings that a person may change."""
    mine = Q(school__in=schools_in_post(who.user, who.on, BOOKERS))
    if not may_keep(who):
        return mine
    if who.may(Permission.SCHOOLS_READ_ALL):
        return Q()
    return mine | Q(school__in=assigned_schools(who.user, who.on))
