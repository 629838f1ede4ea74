"""Queries of teams: those a person may read, whom they have, and the schools whose band asks for one."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from allocations.allocation.holding import held
from allocations.models import Allocation
from schools.models import School, SchoolLink
from schools.queries import holders
from schools.succession import urns_with_predecessors
from sil.accounts.models import User
from sil.accounts.user_roles import UserRoles
from sil.framework.models import read_version
from sil.framework.queries import framework_on, loaded

from ..models import Meeting, Member, Team, TeamAction
from .permissions import AT_SCHOOL, money_readers, present, readers

TO_DO = ("", TeamAction.Progress.PARTLY, TeamAction.Progress.NOT_DONE)


def readable(who: UserRoles) -> QuerySet[Team]:
    """Return the teams that a person may read."""
    return Team.objects.filter(readers(who)).select_related("school", "lead")


def with_counts(teams: QuerySet[Team], on: date) -> QuerySet[Any]:
    """Add the number of members on a day, of actions to do, and of those that are late."""
    to_do = Q(actions__progress__in=TO_DO)
    return teams.annotate(
        members_now=Count("members", filter=present(on, path="members__"), distinct=True),
        to_do=Count("actions", filter=to_do, distinct=True),
        late=Count("actions", filter=to_do & Q(actions__due_on__lt=on), distinct=True),
    )


def members_of(team: Team, on: date) -> list[Member]:
    """Return the members of a team on a day, by service and name."""
    return list(team.members.filter(present(on)).select_related("user"))


def past_members_of(team: Team, on: date) -> QuerySet[Member]:
    """Return the memberships that have ended by a day, the latest first."""
    return team.members.filter(ends_on__lte=on).select_related("user").order_by("-ends_on", "-pk")


def team_before(school: School) -> Team | None:
    """Return the open team of a school that has closed and that this school took the place of. Two queries."""
    line = urns_with_predecessors(school)[1:]
    found = Team.objects.filter(school__in=line, school__is_open=False, status=Team.Status.OPEN)
    return found.select_related("school", "lead").order_by("-pk").first() if line else None


def has_teams(on: date) -> bool:
    """Return whether the framework in force on a day has Teams Around the School."""
    framework = framework_on(on)
    return framework is not None and framework.team is not None


def planned_meetings(team: Team) -> QuerySet[Meeting]:
    """Return the meetings that are neither recorded nor cancelled yet, the soonest first."""
    return team.meetings.filter(status=Meeting.Status.PLANNED).order_by("day", "begins", "pk")


def people_at_school(school: School, on: date) -> list[User]:
    """Return the head and the chair of a school, as far as they can be reached."""
    return list(dict.fromkeys(post.user for post in holders(school, on, AT_SCHOOL)))


def asks_for_team(school: School, on: date) -> bool:
    """Return whether the band of a school asks for a team, by the framework that it was settled under."""
    return _asking(on).filter(school=school).exists()


def schools_without_team(on: date) -> list[int]:
    """Return the keys of the open schools whose band asks for a team, and which have none that is open."""
    open_one = Team.objects.filter(school=OuterRef("school"), status=Team.Status.OPEN)
    found = _asking(on).filter(~Exists(open_one), school__is_open=True)
    return list(found.order_by().values_list("school", flat=True))


def schools_to_continue() -> QuerySet[School]:
    """Return the open schools without a team that took the place of a closed one whose team is open, by a link of the
    register that has a day and none against it. Asked within the query of all work, so no longer line is followed."""
    open_one = Team.objects.filter(status=Team.Status.OPEN).order_by()
    left = open_one.filter(school__is_open=False, school=OuterRef("predecessor_urn"))
    back = SchoolLink.objects.filter(
        predecessor_urn=OuterRef("successor_urn"), successor_urn=OuterRef("predecessor_urn")
    )
    dated = Q(dated_by_successor__isnull=False) | Q(dated_by_predecessor__isnull=False)
    links = SchoolLink.objects.filter(dated, Exists(left), ~Exists(back), successor_urn=OuterRef("pk"))
    return School.objects.filter(Exists(links), ~Exists(open_one.filter(school=OuterRef("pk"))), is_open=True)


def reads_money(team: Team, who: UserRoles) -> bool:
    """Return whether a person may read what financial support the school of a team asked for."""
    return Team.objects.filter(money_readers(who), pk=team.pk).exists()


def _asking(on: date) -> QuerySet[Allocation]:
    asks = Q(pk__in=())
    for version, sha256, _ in loaded():
        if rules := read_version(sha256).team:
            asks |= Q(round__framework_version=version, band__in=rules.bands)
    return held(on).filter(asks)
