"""Handovers that a person may read, and schools that can be handed over."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from sil.accounts.models import User, in_force
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles

from ..models import Assignment, AssignmentRole, Handover, School


def readable(who: UserRoles) -> QuerySet[Handover]:
    """Handovers that the person gave or took as a partner, or made as somebody who assigns schools, while they hold
    such a role; all of them for those who oversee casework."""
    found = Handover.objects.select_related("giving", "taking", "made_by")
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return found
    mine = Q(pk__in=[])
    if who.may(Permission.ALLOCATION_PROPOSE):
        mine |= Q(giving=who.user) | Q(taking=who.user)
    if who.may(Permission.ASSIGN_OFFICERS):
        mine |= Q(made_by=who.user)
    return found.filter(mine)


def unread(who: UserRoles) -> QuerySet[Handover]:
    """Handovers that the person gave or took and has not confirmed reading."""
    mine = Handover.objects.filter(Q(giving=who.user) | Q(taking=who.user)).exclude(read_by=who.user)
    return mine.exclude(made_by=who.user).select_related("giving", "taking")


def schools_of(user: User, on: date) -> QuerySet[School]:
    """The schools whose partner a person is on a day, by name."""
    theirs = Assignment.objects.filter(in_force(on), user=user, role=AssignmentRole.SIP)
    return School.objects.filter(pk__in=theirs.values("school")).order_by("name", "pk")


def partners(on: date) -> QuerySet[User]:
    """Everyone who is the partner of a school on a day, with the number of theirs as `held`."""
    mine = in_force(on, prefix="assignments__") & Q(assignments__role=AssignmentRole.SIP)
    return User.objects.annotate(held=Count("assignments", filter=mine)).filter(held__gt=0).order_by("name", "pk")
