"""Permissions of events: which officers plan them."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import check_may


def check_keep(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless a person plans and changes events."""
    check_may(
        by, on, Permission.OFFER_KEEP, sentence="Only a School Improvement Partner or Principal Officer can do this."
    )
