"""Queries of delegations: who signs for a person, for whom they sign, and whom they may ask."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.memo import remembered

from ..case.permissions import READ_ALL
from ..models import Delegation


@remembered
def delegations(who: UserRoles) -> list[Delegation]:
    """Return who signs for a person, and for whom the person signs, now or later; nothing once the role
    has ended by which they gave or were given it."""
    if not who.may(Permission.CONCERN_SIGN, Permission.CONCERNS_READ_ALL):
        return []
    return list(_delegations(who))


@made_once
def _delegations(who: UserRoles) -> QuerySet[Delegation]:
    still = RoleGrant.objects.filter(in_force(who.on), user=OuterRef("director"), role=OuterRef("role"))
    mine = Q(director=who.user) | Q(Exists(still), delegate=who.user, ends_on__gte=who.on)
    return Delegation.objects.filter(mine).select_related("director", "delegate")


def roles_taken(who: UserRoles) -> frozenset[str]:
    """Return the roles in which a person signs in somebody's place on a day."""
    mine = (each for each in delegations(who) if each.delegate_id == who.user.pk)
    return frozenset(each.role for each in mine if each.starts_on <= who.on <= each.ends_on)


def delegates(who: UserRoles) -> QuerySet[User]:
    """Return the people whom a director may ask to sign: those who read the cases of all schools."""
    reads = RoleGrant.objects.filter(in_force(who.on), user=OuterRef("pk"), role__in=READ_ALL)
    return User.objects.filter(Exists(reads), is_active=True).exclude(pk=who.user.pk).order_by("name")
