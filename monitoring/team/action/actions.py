"""Add an action to the list of a team, and say what became of it."""

from datetime import date

from django.db import transaction

from schools.queries import scope
from sil.accounts.models import User
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.workflow import Denied

from ..models import Team, TeamAction, TeamActionUpdate
from ..team.actions import locked as locked_team
from ..team.permissions import check_keep
from ..team.policies import check_open
from ..team.queries import members_of
from . import policies
from .notifications import tell_owner
from .permissions import check_update
from .policies import ActionInput, check_content

_WORDS = {"": "to do again"}


@transaction.atomic
def add(team: Team, said: ActionInput, *, by: User, on: date) -> TeamAction:
    """Add an action; a member who owns it is told. Raises Denied("not_yours", "ended", "not_a_member") and those of
    `check_content`."""
    team = locked_team(team)
    check_keep(team, by=by, on=on)
    check_open(team)
    check_content(said)
    if said.owner and said.owner not in (team.lead, *(member.user for member in members_of(team, on))):
        raise Denied("not_a_member", f"{said.owner.name} is not in this team.")
    made = TeamAction.objects.create(
        team=team,
        text=said.text.strip(),
        owner=said.owner,
        owner_name=said.owner.name if said.owner else said.owner_name.strip(),
        due_on=said.due_on,
        added_by=by,
        added_on=on,
    )
    events.record("team.action_added", subject=made, by=by, scope=scope(team.school), text=made.text)
    tell_owner(made, by=by)
    return made


@transaction.atomic
def update(action: TeamAction, *, progress: str, note: str, by: User, on: date) -> TeamAction:
    """Say what became of an action; earlier updates stay. Raises Denied("not_yours", "ended") and those of the
    policies."""
    related = TeamAction.objects.select_related("team__school", "team__lead", "owner")
    action = related.select_for_update(of=("self",)).get(pk=action.pk)
    require_as_shown(action)
    check_update(action, by=by, on=on)
    check_open(action.team)
    policies.check_update(action, progress, note)
    words = _WORDS.get(progress, TeamAction.Progress(progress).label.lower())
    events.record(
        "team.action_updated", subject=action, by=by, scope=scope(action.team.school), text=action.text, progress=words
    )
    TeamActionUpdate.objects.create(action=action, progress=progress, note=note.strip(), on=on, by=by)
    action.progress, action.progress_note, action.progress_on = progress, note.strip(), on
    action.save(update_fields=["progress", "progress_note", "progress_on"])
    return action
