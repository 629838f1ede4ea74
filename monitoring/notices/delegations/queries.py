"""Queries of delegations: who signs for a person, for whom they sign, and whom they may ask."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles

from ..case.permissions import READ_ALL
from ..models import Delegation


def delegations(who: UserRoles) -> list[Delegation]:
    """Return who signs for a person, and for whom the person signs, now or later; nothing once the role has ended by
    which they gave or were given it."""
    if not who.may(Permission.CONCERN_SIGN, Permission.CONCERNS_READ_ALL):
        return []
    mine = Q(director=who.user) | Q(delegate=who.user, ends_on__gte=who.on)
    return list(Delegation.objects.filter(mine).select_related("director", "delegate"))


def delegates(who: UserRoles) -> QuerySet[User]:
    """Return the people whom a director may ask to sign: those who read the cases of all schools."""
    reads = RoleGrant.objects.filter(in_force(who.on), user=OuterRef("pk"), role__in=READ_ALL)
    return User.objects.filter(Exists(reads), is_active=True).exclude(pk=who.user.pk).order_by("name")
