"""Who may add letters from Ofsted, read and confirm them."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import ROLES, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied

from ..inspections.permissions import check_edit_record
from ..models import School

TO_AUTHORITY = "Only officers who oversee every school can deal with a letter to the authority. Ask one of them."

# The roles that deal with letters to the authority.
KEEPERS = tuple(
    slug for slug, role in ROLES.items() if role.permissions >= {Permission.RECORD_KEEP, Permission.SCHOOLS_READ_ALL}
)
NOT_YOURS = "Only the school's officers and the person who uploaded the letter can deal with it."


def may_send(who: UserRoles) -> bool:
    """Whether a person may add letters from Ofsted at all."""
    return who.may(Permission.RECORD_KEEP)


def may_keep_for_authority(who: UserRoles) -> bool:
    """Whether a person may add and confirm letters to the authority. Two roles that have half of it each do not add up:
    an administrator reads no casework because they are a partner of some schools."""
    return who.holds(*KEEPERS)


def check_send(school: School | None, *, to_authority: bool, by: User, on: date) -> None:
    """Raises Denied("not_the_record_keeper") and Denied("to_authority")."""
    who = roles_of(by, on)
    if not may_send(who):
        raise Denied("not_the_record_keeper", "Only officers who keep schools' records can upload letters.")
    if to_authority and not may_keep_for_authority(who):
        raise Denied("to_authority", TO_AUTHORITY)
    if school:
        check_edit_record(school, by=by, on=on)
