"""Permissions of access to casework: which administrator asks for it, who answers, and who ends it."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied, can

from ..models import CaseworkAccess

# With any of these a person reads casework by a role of their own.
READS_CASEWORK = (Permission.ALLOCATIONS_READ_ALL, Permission.RECORD_KEEP)


def check_ask(*, by: User, on: date) -> None:
    """Raises Denied("not_allowed", "reads_already"): an administrator asks, who reads no casework by another role."""
    who = roles_of(by, on)
    if not who.holds("administrator"):
        raise Denied("not_allowed", "Only an administrator can ask for this.")
    if who.may(*READS_CASEWORK):
        raise Denied("reads_already", "Your other role lets you read casework, so you cannot ask for more of it here.")


def check_answer(access: CaseworkAccess, *, by: User, on: date) -> None:
    """Raises Denied("not_allowed", "oneself"): a Principal Officer or a director answers, never who asks."""
    if not roles_of(by, on).may(Permission.CASEWORK_GRANT):
        raise Denied("not_allowed", "Only a Principal Officer or a director can answer this.")
    if by.pk == access.person_id:
        raise Denied("oneself", "Nobody can grant themselves access. Another officer has to answer.")


def check_end(access: CaseworkAccess, *, by: User, on: date) -> None:
    """Raises Denied("not_allowed") unless the person has the access, or grants such access."""
    if by.pk != access.person_id and not roles_of(by, on).may(Permission.CASEWORK_GRANT):
        raise Denied("not_allowed", "Only the administrator, a Principal Officer or a director can end this.")


may_ask, may_answer, may_end = can(check_ask), can(check_answer), can(check_end)
