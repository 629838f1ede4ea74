"""Permissions of the authority's actions: those who deal with letters to the authority record and read them."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied

from ..permissions import TO_AUTHORITY, may_keep_for_authority


def may_read(who: UserRoles) -> bool:
    """Return whether a person reads and records actions."""
    return may_keep_for_authority(who)


def check_record(*, by: User, on: date) -> None:
    """Raises Denied("to_authority") unless a person may record actions."""
    if not may_read(roles_of(by, on)):
        raise Denied("to_authority", TO_AUTHORITY)


def check_owner(owner: User | None, *, on: date) -> None:
    """Raises Denied("cannot_open") where the owner has an account that could not open the action."""
    if owner and not (owner.is_active and may_read(roles_of(owner, on))):
        raise Denied("cannot_open", f"{owner.name} cannot open letters to the authority. Enter their name instead.")
