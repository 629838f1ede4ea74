"""Permissions of the actions of a team: who updates one."""

from datetime import date

from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.workflow import Denied, can

from ..models import Team, TeamAction
from ..team.permissions import as_member, may_keep


def check_update(action: TeamAction, *, by: User, on: date) -> None:
    """Raises Denied("not_yours") unless a person keeps the team, or is the member who owns the action."""
    if may_keep(action.team, by=by, on=on):
        return
    is_member = (
        action.owner_id == by.pk and Team.objects.filter(as_member(roles_of(by, on)), pk=action.team_id).exists()
    )
    if not is_member:
        raise Denied("not_yours", "Only the owner of the action, or an officer of the school, can update it.")


may_update = can(check_update)
