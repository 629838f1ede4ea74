"""Permissions of a school's documents: who reads, adds and keeps them."""

from datetime import date

from django.db.models import Q

from sil.accounts.models import User
from sil.accounts.roles import GOVERNANCE, LEADS, Part, Permission
from sil.accounts.user_roles import UserRoles
from sil.workflow import Denied, can

from ..models import School, SchoolDocument
from ..queries import assigned, assists, holders, in_post, reads_casework

AT_SCHOOL = (*LEADS, *GOVERNANCE)
# Those who read all of them and add to them.
ADDERS = (*AT_SCHOOL, Part.DOCUMENTS)
# Those who read casework of schools that are not their own employer.
OFFICERS = (Permission.ALLOCATIONS_READ_ALL, Permission.ALLOCATION_PROPOSE)


def check_add(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_the_school") unless a person leads or governs the school, or adds its documents for who leads
    it."""
    if not assists(by, school, Part.DOCUMENTS, on) and not holders(school, on, AT_SCHOOL).filter(user=by).exists():
        raise Denied("not_the_school", "Only the school’s headteacher, chair or clerk can add to its documents.")


def check_keep(document: SchoolDocument, *, by: User, on: date) -> None:
    """Raises Denied("not_the_head") unless a person leads the school."""
    if not holders(document.school, on, LEADS).filter(user=by).exists():
        raise Denied("not_the_head", "Only the school’s headteacher can change its documents or take them off.")


may_add = can(check_add)
may_keep = can(check_keep)


def readers(who: UserRoles) -> Q:
    """Return the condition on documents that a person may read: all of the school's own for those who lead and govern
    it, and for assistants who look after them; what is shared and has not been taken off for its officers and for
    oversight."""
    own = in_post(who.user, who.on, ADDERS)
    shared = Q(is_shared=True, taken_off_on__isnull=True)
    return own | shared if who.may(Permission.ALLOCATIONS_READ_ALL) else own | shared & assigned(who.user, who.on)


def has_shelf(school: School, who: UserRoles) -> bool:
    """Return whether a person reads any documents of a school: those who lead or govern it, and its officers."""
    return reads_casework(school, who) or holds_post(school, who)


def holds_post(school: School, who: UserRoles) -> bool:
    """Return whether a person leads or governs the school, or looks after its documents for who leads it, and so reads
    everything of its documents."""
    return (
        assists(who.user, school, Part.DOCUMENTS, who.on)
        or holders(school, who.on, AT_SCHOOL).filter(user=who.user).exists()
    )
