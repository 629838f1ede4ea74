"""Queries of meetings of teams: those a person may read, and who is invited."""

from datetime import date

from django.db.models import QuerySet

from schools.queries import holders
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles

from ..models import Meeting
from ..team.queries import members_of
from .permissions import readers


def readable(who: UserRoles) -> QuerySet[Meeting]:
    """Return the meetings that a person may read."""
    return Meeting.objects.filter(readers(who)).select_related("team__school", "team__lead", "planned_by")


def invited(meeting: Meeting, on: date) -> list[User]:
    """Return who is invited to a meeting, as of a day: the lead, the members, and the head and chair where they are."""
    team = meeting.team
    roles = [*(LEADS if meeting.invites_head else ()), *(["chair"] if meeting.invites_chair else ())]
    of_school = [post.user for post in holders(team.school, on, roles)] if roles else []
    return list(dict.fromkeys([team.lead, *(member.user for member in members_of(team, on)), *of_school]))
