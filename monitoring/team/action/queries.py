"""Queries of the actions of teams."""

from datetime import date

from django.db.models import QuerySet

from sil.accounts.user_roles import UserRoles
from sil.audit.events import history
from sil.audit.models import Event

from ..models import Team, TeamAction
from ..team.permissions import readers
from ..team.queries import TO_DO


def readable(who: UserRoles) -> QuerySet[TeamAction]:
    """Return the actions of the teams that a person may read."""
    return TeamAction.objects.filter(readers(who, team="team__")).select_related("team__school", "team__lead", "owner")


def actions_of(team: Team) -> QuerySet[TeamAction]:
    """Return the actions of a team."""
    return team.actions.select_related("owner")


def changes_of(action: TeamAction) -> QuerySet[Event]:
    """Return the audit events by which an action was changed or given to somebody else, the latest first."""
    kinds = ("team.action_changed", "team.action_passed_on")
    return history(action).filter(kind__in=kinds)


def is_late(action: TeamAction, on: date) -> bool:
    """Return whether an action is still to do after its day."""
    return action.progress in TO_DO and action.due_on < on
