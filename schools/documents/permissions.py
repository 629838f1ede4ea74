"""Permissions of a school's documents: who reads, adds and keeps them.

The documents of a school follow it to the one that takes its place: what somebody may do with the documents of a
school, they may do with those of the schools before it, too.
"""

from datetime import date

from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Part, Permission
from sil.accounts.user_roles import UserRoles
from sil.workflow import Denied, can

from ..models import School, SchoolDocument
from ..queries import assigned_schools, reads_casework, schools_in_post
from ..succession import urns_with_successors

AT_SCHOOL = (*LEADS, *GOVERNANCE)
# Those who read all of them and add to them.
ADDERS = (*AT_SCHOOL, Part.DOCUMENTS)
# Those who read casework of schools that are not their own employer.
OFFICERS = (Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE, Permission.CASEWORK_BY_GRANT)


def _holds(user: User, school: School, on: date, roles: tuple[str, ...]) -> bool:
    """Whether a person holds one of some posts or parts at a school, or at one that took its place."""
    return user.is_active and not set(schools_in_post(user, on, roles)).isdisjoint(urns_with_successors(school))


def check_add(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_the_school") unless a person leads or governs the school, or adds its documents for who leads
    it."""
    if not _holds(by, school, on, ADDERS):
        raise Denied("not_the_school", "Only the school’s headteacher, chair or clerk can add to its documents.")


def check_keep(document: SchoolDocument, *, by: User, on: date) -> None:
    """Raises Denied("not_the_head") unless a person leads the school."""
    if not _holds(by, document.school, on, LEADS):
        raise Denied("not_the_head", "Only the school’s headteacher can change its documents or take them off.")


may_add = can(check_add)
may_keep = can(check_keep)


def may_read(document: SchoolDocument, who: UserRoles) -> bool:
    """Return whether a person reads a document: those who lead and govern the school, and assistants who look after its
    documents, any of them; its officers and oversight what is shared and has not been taken off."""
    if holds_post(document.school, who):
        return True
    if not document.is_citable:
        return False
    there = urns_with_successors(document.school)
    return who.may(Permission.ALLOCATIONS_READ_ALL) or not set(assigned_schools(who.user, who.on)).isdisjoint(there)


def has_shelf(school: School, who: UserRoles) -> bool:
    """Return whether a person reads any documents of a school: those who lead or govern it, and its officers."""
    return reads_casework(school, who) or holds_post(school, who)


def holds_post(school: School, who: UserRoles) -> bool:
    """Return whether a person leads or governs the school, or looks after its documents for who leads it, and so reads
    everything of its documents."""
    return _holds(who.user, school, who.on, ADDERS)
