"""Permissions of a visit: who plans, changes, corrects and reads it."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from schools.models import AssignmentRole, School
from schools.queries import assigned_schools, with_cover_of, works_with
from sil.accounts.models import User
from sil.accounts.roles import ROLES, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.workflow import Denied

from ..models import Report, Visit

# The roles whose holders lead visits and take part in them.
VISITORS = tuple(slug for slug, role in ROLES.items() if Permission.VISIT_RECORD in role.permissions)


def records_every_school(who: UserRoles) -> bool:
    """Return whether a person records visits of every school."""
    return who.may(Permission.VISIT_RECORD) and who.may(Permission.VISITS_READ_ALL)


def signs_as(user: User, school: School, on: date) -> str:
    """Return the role in whose name a person signs a school's report: the one that they hold; of two, the one in which
    they work with that school, else the partner's."""
    held = roles_of(user, on).roles & set(VISITORS)
    if len(held) == 1:
        return next(iter(held))
    works = {role for role in AssignmentRole if works_with(user, school, role, on)}
    return "principal_officer" if works == {AssignmentRole.PRINCIPAL_OFFICER} else "sip"


def may_plan(school: School, who: UserRoles) -> bool:
    """Return whether a person plans and records visits of a school."""
    if records_every_school(who):
        return True
    there = assigned_schools(who.user, who.on, role=AssignmentRole.SIP)
    return who.may(Permission.VISIT_RECORD) and school.pk in there


def may_change(visit: Visit, who: UserRoles) -> bool:
    """Return whether a person moves, records, cancels and changes a visit. Its lead keeps it, whoever the school's
    partner is by then."""
    if visit.lead_id == who.user.pk and who.may(Permission.VISIT_RECORD):
        return True
    return may_plan(visit.school, who)


def may_correct(visit: Visit, who: UserRoles) -> bool:
    """Return whether a person corrects a visit that was held: its lead, whoever covers for them, and Principal
    Officers."""
    if records_every_school(who):
        return True
    if not who.may(Permission.VISIT_RECORD):
        return False
    return who.user in with_cover_of(visit.lead, visit.school, AssignmentRole.SIP, who.on)


def may_put_right(visit: Visit, who: UserRoles) -> bool:
    """Return whether a person puts a visit right: those who change it while it is planned, then those who correct
    it."""
    return (may_change if visit.is_planned else may_correct)(visit, who)


def check_plan(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_the_visitor") unless `may_plan`."""
    if not may_plan(school, roles_of(by, on)):
        raise Denied("not_the_visitor", "Only the school's own partner or a Principal Officer can plan its visits.")


def check_change(visit: Visit, *, by: User, on: date) -> None:
    """Raises Denied("not_the_visitor") unless `may_change`."""
    if not may_change(visit, roles_of(by, on)):
        raise Denied(
            "not_the_visitor", "Only the visit's lead, the school's partner or a Principal Officer can do this."
        )


def check_correct(visit: Visit, *, by: User, on: date) -> None:
    """Raises Denied("not_the_visitor") unless `may_correct`."""
    if not may_correct(visit, roles_of(by, on)):
        raise Denied("not_the_visitor", "Only the person who led the visit or a Principal Officer can correct it.")


def casework(who: UserRoles, *, visit: str = "visit__") -> Q:
    """Return the condition on rows of visits that a person reads as an officer; `visit` is the prefix of the path to
    the visit."""
    if who.may(Permission.VISITS_READ_ALL):
        # An empty condition would vanish beside an "or".
        return Q(pk__isnull=False)
    there = assigned_schools(who.user, who.on)
    if not who.may(Permission.VISIT_RECORD):
        return Q(**{f"{visit}school__in": there})
    # Each of these has an index; one condition of all of them would read every visit there is.
    found = Visit.objects.order_by()
    mine = found.filter(school__in=there).values("pk")
    taken_part = (found.filter(lead=who.user).values("pk"), _joined(who.user))
    # Who was given a report to finish keeps it, though the school goes to yet another partner.
    written = Report.objects.order_by().filter(writer=who.user).values("visit")
    return Q(**{f"{visit}pk__in": mine.union(*taken_part, written)})


def took_part(user: User, *, visit: str = "") -> Q:
    """Return the condition on rows of visits that a person led or joined. It is not enough to read them: the
    caller also asks for `Permission.VISIT_RECORD`, since what a role gave ends with the role."""
    return Q(**{f"{visit}lead": user}) | Q(**{f"{visit}pk__in": _joined(user)})


def _joined(user: User) -> QuerySet[Any, Any]:
    return Visit.others.through.objects.order_by().filter(user=user).values("visit")
