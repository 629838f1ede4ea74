"""Queries of access to casework: what waits, what holds, what was read by it, and who answers."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.roles import ROLES, Permission
from sil.accounts.user_roles import UserRoles
from sil.audit import events
from sil.audit.models import Event

from ..models import AssignmentRole, CaseworkAccess, School
from ..models.casework_access import holding
from ..queries import officers_with_cover

READ = "casework_access.read"
_GRANTERS = tuple(slug for slug, role in ROLES.items() if Permission.CASEWORK_GRANT in role.permissions)


def related() -> QuerySet[CaseworkAccess]:
    found = CaseworkAccess.objects.select_related("person", "answered_by", "ended_by")
    return found.prefetch_related("schools")


def readable(who: UserRoles) -> QuerySet[CaseworkAccess]:
    """Return the accesses that a person may see: their own, and all of them for those who grant such access."""
    return related() if who.may(Permission.CASEWORK_GRANT) else related().filter(person=who.user)


def waiting(on: date) -> Q:
    """Return the condition on accesses that can still be answered."""
    return Q(outcome="", ends_on__gte=on)


def held_by(user: User, on: date) -> QuerySet[CaseworkAccess]:
    """Return the accesses by which a person reads casework on a day, with who granted each, the last to end first."""
    return related().filter(holding(on), person=user).order_by("-ends_on", "-pk")


def reads(access: CaseworkAccess) -> QuerySet[Event]:
    """Return what was read by an access, the latest first."""
    return events.history(access).filter(kind=READ)


def granters(schools: Collection[School], on: date) -> Sequence[User]:
    """Return who is asked to answer: the Principal Officers of the schools; where they have none, everybody who may
    answer."""
    found = [officer for school in schools for officer in officers_with_cover(school, _PRINCIPAL, on)]
    return list(dict.fromkeys(found)) or everybody(on)


def everybody(on: date) -> Sequence[User]:
    """Return everybody who may answer, by name."""
    held = RoleGrant.objects.filter(in_force(on), role__in=_GRANTERS)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk"))


_PRINCIPAL = AssignmentRole.PRINCIPAL_OFFICER
