"""Teams in "my work": schools whose band asks for a team and which have none, and meetings to come or to record."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from allocations.allocation.holding import held
from schools.models import AssignmentRole, School
from schools.queries import assigned
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import time_in_words
from sil.made_once.places import keys
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..meeting.permissions import readers
from ..models import Meeting
from ..team.permissions import present
from ..team.queries import schools_to_continue, schools_without_team

# Meetings within so many days are in the work of those invited.
SOON = timedelta(days=7)
RECORD = "Record what the Team Around the School decided"


def _without(who: UserRoles) -> QuerySet[School] | None:
    """The partner's own schools, each with the day on which its band was settled, as `since`."""
    if not who.holds(AssignmentRole.SIP):
        return None
    on = who.on
    wanting = School.objects.filter(pk__in=keys(lambda: schools_without_team(on)))
    settled = held(on).filter(school=OuterRef("pk")).order_by().values("ended_on")[:1]
    mine = wanting.filter(assigned(who.user, on, role=AssignmentRole.SIP, school="pk"))
    return mine.annotate(since=Subquery(settled))


def _set_up(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title="Set up a Team Around the School: its band asks for one",
        about=facts["school"],
        href=reverse("team_set_up", kwargs={"urn": key}),
        act="Set up the team",
        since=date.fromisoformat(facts["since"]) if facts["since"] else None,
    )


def _left_behind(who: UserRoles) -> QuerySet[School] | None:
    """For the Principal Officer, the schools that took the place of one with a team, whatever their band: there may be
    none yet."""
    if not who.holds(AssignmentRole.PRINCIPAL_OFFICER):
        return None
    return schools_to_continue().filter(assigned(who.user, who.on, role=AssignmentRole.PRINCIPAL_OFFICER, school="pk"))


def _continue(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title="Say whether the Team Around the School of the closed school continues here",
        about=facts["school"],
        href=reverse("team_set_up", kwargs={"urn": key}),
        act="Continue the team",
        since=date.fromisoformat(facts["since"]) if facts["since"] else None,
    )


def _meetings(who: UserRoles) -> QuerySet[Meeting] | None:
    """Planned meetings: for those who keep the team once their day has come, for those invited in the week before."""
    planned = Meeting.objects.filter(status=Meeting.Status.PLANNED)
    if who.may(Permission.VISIT_RECORD):
        keeps = Q(team__lead=who.user) | assigned(who.user, who.on, role=AssignmentRole.SIP, school="team__school")
        soon = Q(day__lte=who.on) & keeps
        invited = Q(day__gt=who.on, day__lte=who.on + SOON) & _is_invited(who)
        return planned.filter(soon | invited)
    if not (who.may(Permission.TEAM_JOIN) or who.holds(*LEADS, "chair")):
        return None
    return planned.filter(readers(who), day__gte=who.on, day__lte=who.on + SOON)


def _is_invited(who: UserRoles) -> Q:
    mine = Meeting.objects.filter(present(who.on, path="team__members__"), team__members__user=who.user)
    return Q(team__lead=who.user) | Q(pk__in=mine.order_by().values("pk"))


def _meet(who: UserRoles, meetings: Sequence[int]) -> Iterator[WorkItem]:
    for meeting in _planned(meetings):
        records = meeting.day <= who.on and who.may(Permission.VISIT_RECORD)
        hour = time_in_words(meeting.begins)
        yield WorkItem(
            title=RECORD if records else f"Come to the meeting of the Team Around the School, {hour}",
            about=meeting.team.school.name,
            href=meeting.get_absolute_url(),
            act="Record it" if records else "See the meeting",
            due=meeting.day,
        )


@made_once
def _planned(meetings: Sequence[int]) -> QuerySet[Meeting]:
    found = Meeting.objects.filter(pk__in=meetings).select_related("team__school")
    return found.only("day", "begins", "team__school__name").order_by("day", "pk")


FINDERS = (
    Finder("teams to set up", _without, item=_set_up, facts={"school": "name", "since": "since"}),
    Finder("teams to continue", _left_behind, item=_continue, facts={"school": "name", "since": "open_date"}),
    Finder("team meetings", _meetings, _meet),
)
