"""Permissions of changes that need a second person: who confirms one, who refuses or withdraws one?"""

from datetime import date

from django.db.models import QuerySet

from sil.accounts.models import ChangeRequest, RoleGrant, User, in_force
from sil.accounts.roles import CONFIRMS, ROLES
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied, can

CONFIRMING_ROLES = tuple(slug for slug, role in ROLES.items() if not role.permissions.isdisjoint(CONFIRMS))


def check_asks_for_another(person: User, *, by: User) -> None:
    """Raises Denied("oneself") where somebody says of themselves that they have lost their second step."""
    if by == person:
        raise Denied("oneself", "Nobody can ask for this for themselves. Ask another administrator.")


def check_confirm(request: ChangeRequest, *, by: User, on: date) -> None:
    """Raises Denied("not_allowed", "own_request"): it is confirmed by another administrator or a director, neither by
    who asked for it nor by the person it is about."""
    _check_confirms(by, on)
    if by.pk in (request.asked_by_id, request.person_id):
        raise Denied("own_request", "Another administrator or a director has to confirm this, not you.")


def check_withdraw(request: ChangeRequest, *, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless the person asked for it, or confirms such changes: who refuses gives
    nothing, so the person it is about may."""
    if by.pk != request.asked_by_id:
        _check_confirms(by, on)


may_confirm, may_withdraw = can(check_confirm), can(check_withdraw)


def confirmers(on: date) -> QuerySet[User]:
    """Return who confirms such changes on a day, by name."""
    held = RoleGrant.objects.filter(in_force(on), role__in=CONFIRMING_ROLES)
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("name", "pk")


def _check_confirms(by: User, on: date) -> None:
    if not roles_of(by, on).may(*CONFIRMS):
        raise Denied("not_allowed", "Only an administrator or a director can do this.")
