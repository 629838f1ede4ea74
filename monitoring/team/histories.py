"""Whose history is read of a Team Around the School, its meetings, actions and financial support.

Officers of the school read all of it; the school and members of the team what was done, by whom and when.
"""

from typing import Any

from schools.history.kinds import of_officers
from sil.accounts.user_roles import UserRoles
from sil.web.history.kinds import HistoryKind

from .action.queries import readable as readable_actions
from .meeting.queries import readable as readable_meetings
from .models import Meeting, SupportRequest, Team, TeamAction
from .support.queries import readable as readable_requests
from .team.queries import readable as readable_teams
from .transitions import EVENTS

_TOLD = tuple(EVENTS)


def _of_team(record: Any, who: UserRoles) -> bool:
    return of_officers(record.team, who)


HISTORIES = (
    HistoryKind(slug="team", label="team", model=Team, rows=readable_teams, whole=of_officers, told=_TOLD),
    HistoryKind(
        slug="team-action", label="action", model=TeamAction, rows=readable_actions, whole=_of_team, told=_TOLD
    ),
    HistoryKind(slug="meeting", label="meeting", model=Meeting, rows=readable_meetings, whole=_of_team, told=_TOLD),
    HistoryKind(
        slug="financial-support",
        label="financial support",
        model=SupportRequest,
        rows=readable_requests,
        whole=_of_team,
        told=_TOLD,
    ),
)
