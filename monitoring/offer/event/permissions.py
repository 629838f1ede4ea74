"""Permissions of events: which officers plan them."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import ROLES, Permission
from sil.accounts.user_roles import check_may

# The roles whose holders plan events, and can lead one: who leads it records who came.
KEEPERS = tuple(slug for slug, role in ROLES.items() if Permission.OFFER_KEEP in role.permissions)


def check_keep(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless a person plans and changes events."""
    check_may(
        by, on, Permission.OFFER_KEEP, sentence="Only a School Improvement Partner or Principal Officer can do this."
    )
