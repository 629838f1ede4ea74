"""Permissions of notes: who writes, puts right and reads them."""

from datetime import date

from django.db.models import Q

from schools.models import School
from schools.queries import assigned, in_post, reads_casework
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied, can

from ..visits.visit.permissions import may_plan, records_every_school
from .models import Note


def check_write(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person records visits of the school: its own partner, or a Principal
    Officer."""
    if not may_plan(school, roles_of(by, on)):
        raise Denied("not_yours", "Only the school’s own partner or a Principal Officer can add notes about it.")


def check_put_right(note: Note, *, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person corrects, shares and withdraws a note: who wrote it, as long as they
    work with the school, and Principal Officers."""
    who = roles_of(by, on)
    if not (records_every_school(who) or (note.written_by_id == by.pk and may_plan(note.school, who))):
        raise Denied("not_yours", "Only the person who wrote the note or a Principal Officer can do this.")


may_write = can(check_write)
may_put_right = can(check_put_right)


def reads_private(school: School, who: UserRoles) -> bool:
    """Return whether a person reads the notes of a school that are not shared: its officers, and oversight."""
    return reads_casework(school, who)


def readers(who: UserRoles) -> Q:
    """Return the condition on notes that a person may read: all those of their schools for officers, all of them for
    oversight; the shared ones for those who lead the school."""
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return Q(pk__isnull=False)
    shared = in_post(who.user, who.on, LEADS) & Q(shared_on__isnull=False)
    return assigned(who.user, who.on) | shared
