"""Permissions of a team: who sets it up and keeps it, and who reads it."""

from datetime import date

from django.db.models import Q

from schools.models import School
from schools.queries import assigned, in_post
from sil.accounts.models import User
from sil.accounts.roles import LEADS, ROLES, Permission
from sil.accounts.user_roles import UserRoles, roles_of
from sil.framework.queries import framework_on
from sil.workflow import Denied, can

from ...visits.visit.permissions import may_plan
from ..models import Member, Team

# The roles whose holders can be members, and those whose holders can lead a team.
MEMBERS = tuple(slug for slug, role in ROLES.items() if Permission.TEAM_JOIN in role.permissions)
KEEPERS = tuple(slug for slug, role in ROLES.items() if Permission.VISIT_RECORD in role.permissions)
# Who reads for the school: its head, and its chair.
AT_SCHOOL = (*LEADS, "chair")


def check_set_up(school: School, *, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person is the school's own partner or a Principal Officer."""
    if not may_plan(school, roles_of(by, on)):
        raise Denied("not_yours", "Only the school’s own partner or a Principal Officer can set up a team for it.")


def check_keep(team: Team, *, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person leads the team, is the school's own partner or a Principal Officer."""
    who = roles_of(by, on)
    if not (may_plan(team.school, who) or (team.lead_id == by.pk and who.may(Permission.VISIT_RECORD))):
        raise Denied("not_yours", "Only the team’s lead, the school’s own partner or a Principal Officer can do this.")


may_set_up = can(check_set_up)
may_keep = can(check_keep)


def in_service(who: UserRoles, *, team: str = "") -> Q:
    """Return the condition on teams that a person reads for School Improvement: officers of the school, the lead, and
    oversight. `team` is the prefix of the path to the team."""
    if who.may(Permission.VISITS_READ_ALL):
        return Q(**{f"{team}pk__isnull": False})
    if not who.may(Permission.VISIT_RECORD):
        return Q(pk__in=())
    return assigned(who.user, who.on, school=f"{team}school") | Q(**{f"{team}lead": who.user})


def as_member(who: UserRoles, *, team: str = "", **also: str) -> Q:
    """Return the condition on teams that a person reads as a member: while they are one, and the team is open. `also`
    narrows the membership, such as to a service."""
    if not who.may(Permission.TEAM_JOIN):
        return Q(pk__in=())
    mine = Member.objects.filter(present(who.on), user=who.user, team__status=Team.Status.OPEN, **also)
    return Q(**{f"{team}pk__in": mine.order_by().values("team")})


def at_school(who: UserRoles, *, team: str = "") -> Q:
    """Return the condition on teams that a person reads for their school, as its head or chair."""
    return in_post(who.user, who.on, AT_SCHOOL, school=f"{team}school")


def readers(who: UserRoles, *, team: str = "") -> Q:
    """Return the condition on teams that a person may read."""
    if who.may(Permission.VISITS_READ_ALL):
        return in_service(who, team=team)
    return in_service(who, team=team) | as_member(who, team=team) | at_school(who, team=team)


def money_readers(who: UserRoles, *, team: str = "") -> Q:
    """Return the condition on teams whose financial support a person may read: School Improvement, the head and the
    chair, and members for finance."""
    return in_service(who, team=team) | at_school(who, team=team) | of_finance(who, team=team)


def of_finance(who: UserRoles, *, team: str = "") -> Q:
    """Return the condition on teams that a person is a member of for finance, as the framework names it."""
    framework = framework_on(who.on)
    finance = framework.team.finance if framework and framework.team else ""
    return as_member(who, team=team, service=finance) if finance else Q(pk__in=())


def present(on: date, *, path: str = "") -> Q:
    """Return the condition on memberships that hold on a day."""
    lasts = Q(**{f"{path}ends_on__isnull": True}) | Q(**{f"{path}ends_on__gt": on})
    return Q(**{f"{path}starts_on__lte": on}) & lasts
