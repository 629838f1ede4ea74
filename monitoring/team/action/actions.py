"""Add an action to the list of a team, change it, and say what became of it."""

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
from ..team.policies import check_open, check_reason
from ..team.queries import members_of
from . import policies
from .notifications import ActionChanged, ActionGiven, ActionPassedOn, tell_owner
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
    _check_owner(team, said.owner, on)
    made = TeamAction.objects.create(
        team=team,
        text=said.text.strip(),
        owner=said.owner,
        owner_name=said.name,
        due_on=said.due_on,
        added_by=by,
        added_on=on,
    )
    events.record("team.action_added", subject=made, by=by, scope=scope(team.school), text=made.text)
    tell_owner(ActionGiven, made, by=by)
    return made


@transaction.atomic
def change(action: TeamAction, said: ActionInput, *, reason: str, by: User, on: date) -> TeamAction:
    """Change what is to be done, by whom or by when; the history keeps what it was. Its owner is told, and so is who
    owned it before. Raises Denied("not_yours", "ended", "not_a_member", "no_reason", "no_change") and those of
    `check_content`."""
    team = locked_team(action.team)
    action = _locked(action)
    check_keep(team, by=by, on=on)
    check_open(team)
    check_content(said)
    check_reason(reason, "Enter why the action is changed.")
    if said.owner != action.owner:
        _check_owner(team, said.owner, on)
    policies.check_change(action, said)
    before = action.owner
    events.record(
        "team.action_changed",
        subject=action,
        by=by,
        scope=scope(team.school),
        reason=reason.strip(),
        text=action.text,
        old=policies.values_of(action.text, action.owner_name, action.due_on),
        new=policies.values_of(said.text.strip(), said.name, said.due_on),
    )
    action.text, action.owner, action.owner_name, action.due_on = said.text.strip(), said.owner, said.name, said.due_on
    action.save(update_fields=["text", "owner", "owner_name", "due_on"])
    if before != said.owner:
        tell_owner(ActionPassedOn, action, by=by, owner=before)
        tell_owner(ActionGiven, action, by=by)
    else:
        tell_owner(ActionChanged, action, by=by)
    return action


@transaction.atomic
def update(action: TeamAction, *, progress: str, note: str, by: User, on: date) -> TeamAction:
    """Say what became of an action; earlier updates stay. Raises Denied("not_yours", "ended") and those of the
    policies."""
    action = _locked(action)
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


def _locked(action: TeamAction) -> TeamAction:
    related = TeamAction.objects.select_related("team__school", "team__lead", "owner")
    found = related.select_for_update(of=("self",)).get(pk=action.pk)
    require_as_shown(found)
    return found


def _check_owner(team: Team, owner: User | None, on: date) -> None:
    if owner and owner not in (team.lead, *(member.user for member in members_of(team, on))):
        raise Denied("not_a_member", f"{owner.name} is not in this team.")
