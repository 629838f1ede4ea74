"""Permissions of delegations: who may delegate their signature, and who signs in whose place on a day?"""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from sil.accounts.models import RoleGrant, User, in_force
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied

from ..models import Delegation


def delegations_on(on: date) -> QuerySet[Delegation]:
    """Return the delegations in force on a day. One ends with the role of the director who gave it."""
    still = RoleGrant.objects.filter(in_force(on), user=OuterRef("director"), role=OuterRef("role"))
    return Delegation.objects.filter(in_force(on), Exists(still))


def may_delegate(who: UserRoles) -> bool:
    return who.may(Permission.CONCERN_SIGN)


def may_change(row: Delegation, who: UserRoles) -> bool:
    """Whether a person ends a delegation or puts it right: who gave it, as long as they are a director."""
    return may_delegate(who) and who.user.pk in (row.director_id, row.given_by_id)


def check_change(row: Delegation, *, by: User, on: date) -> None:
    """Raises Denied("not_a_director")."""
    if not may_change(row, roles_of(by, on)):
        raise Denied("not_a_director", "Only the director who set this up can end it or put it right.")


def check_delegate(*, role: str, to: User, by: User, on: date, starts_on: date) -> None:
    """A director lets somebody sign in their own role who reads every case anyway.

    Raises Denied("not_a_director", "to_oneself", "no_reader").
    """
    if not roles_of(by, on).holds(role) or not may_delegate(roles_of(by, on)):
        raise Denied("not_a_director", "Only a director can let somebody sign in their role.")
    if to == by:
        raise Denied("to_oneself", "Select somebody else.")
    if not roles_of(to, starts_on).may(Permission.CONCERNS_READ_ALL):
        raise Denied("no_reader", f"{to.name} has no role on that day that reads the cases of all schools.")
