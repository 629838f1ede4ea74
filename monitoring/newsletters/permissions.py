"""Permissions of newsletters: officers write and send them, headteachers and governors read those that are for them."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles, check_may

from .models import Newsletter

# Those who read every newsletter that was sent.
OFFICERS = (Permission.OFFER_KEEP, Permission.ALLOCATIONS_READ_ALL)
# Whom of a school each audience is sent to, and who can read it here: all who govern, though their chair alone has it.
SENT_TO = {
    Newsletter.Audience.HEADS: LEADS,
    Newsletter.Audience.GOVERNORS: ("chair",),
    Newsletter.Audience.BOTH: (*LEADS, "chair"),
}
_READ_BY = {
    Newsletter.Audience.HEADS: LEADS,
    Newsletter.Audience.GOVERNORS: GOVERNANCE,
    Newsletter.Audience.BOTH: (*LEADS, *GOVERNANCE),
}


def may_write(who: UserRoles) -> bool:
    return who.may(Permission.OFFER_KEEP)


def audiences_of(who: UserRoles) -> list[str]:
    """Return the audiences to which a person belongs by a post at a school."""
    return [audience for audience, roles in _READ_BY.items() if who.holds(*roles)]


def check_write(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed")."""
    check_may(by, on, Permission.OFFER_KEEP, sentence="Only officers of the service can write and send newsletters.")
