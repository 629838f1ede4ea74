"""Permissions of early signs."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles, check_may
from sil.framework.queries import current

# Who reads early signs: oversight all, partners those of their own schools.
READERS = (Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE)
# Some rules are about what the partner has not done, so no partner dismisses a sign (docs/adr/0101).
DISMISSES = Permission.ALLOCATION_DECIDE


def reads_signs(who: UserRoles) -> bool:
    """Whether a person reads the early signs of any school, by their roles."""
    return who.may(*READERS)


def check_may_decide(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless the person may dismiss a sign or show it again."""
    framework = current()
    title = framework.title("principal_officer") if framework else "Principal Officer"
    check_may(by, on, DISMISSES, sentence=f"Only a {title} can dismiss an early sign or show it again.")
