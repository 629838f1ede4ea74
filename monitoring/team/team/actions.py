"""Set up a team, change its lead and members, end it and reopen it."""

from datetime import date

from django.db import IntegrityError, transaction

from schools.models import School
from schools.queries import scope
from sil.accounts.models import User
from sil.accounts.user_roles import roles_of
from sil.audit import events
from sil.audit.shown import require_as_shown
from sil.framework.queries import framework_on
from sil.workflow import Denied, find

from ..models import Member, Team, TeamAction
from ..transitions import TEAM_ROWS
from .notifications import Ended, Joined, Left, Reopened, tell_all, tell_lead, tell_member, tell_set_up
from .permissions import KEEPERS, MEMBERS, check_keep, check_set_up, present
from .policies import (
    JoinInput,
    check_band,
    check_join,
    check_leave,
    check_no_meeting,
    check_open,
    check_reason,
    rules_of,
)
from .queries import TO_DO, asks_for_team, planned_meetings, team_before


@transaction.atomic
def set_up(school: School, *, lead: User, reason: str = "", by: User, on: date) -> Team:
    """Set up a team for a school; its head and chair are told. `reason` says why, where its band asks for none. Where
    the school took the place of one with a team, that team continues here instead.

    Raises Denied("not_yours", "no_teams", "closed", "no_reason", "not_a_lead", "there").
    """
    school = School.objects.select_for_update(of=("self",)).get(pk=school.pk)
    check_set_up(school, by=by, on=on)
    rules_of(framework_on(on))
    if not school.is_open:
        raise Denied("closed", f"{school.name} has closed, so no team can be set up for it.")
    _check_lead(lead, on)
    _check_no_other(school)
    if earlier := team_before(school):
        return _carry_on(earlier, school, lead, by=by, on=on)
    asks = asks_for_team(school, on)
    check_band(asks, reason)
    kept = "" if asks else reason.strip()
    team = Team.objects.create(school=school, lead=lead, set_up_on=on, set_up_by=by, reason=kept)
    _record("team.set_up", team, by=by, reason=kept, lead=lead.name)
    tell_set_up(team, by=by, on=on)
    tell_lead(team, by=by, on=on)
    return team


def _carry_on(team: Team, school: School, lead: User, *, by: User, on: date) -> Team:
    """The members, meetings, actions and financial support of a team stay with it."""
    team = locked(team)
    earlier, team.school = team.school, school
    _record("team.carried_on", team, by=by, earlier=earlier.name, school=school.name)
    team.save(update_fields=["school"])
    tell_set_up(team, by=by, on=on)
    if team.lead_id != lead.pk:
        hand_to(team, lead, by=by, on=on)
        team.lead = lead
    return team


@transaction.atomic
def change_lead(team: Team, *, lead: User, by: User, on: date) -> Team:
    """Give a team another lead, who is told. Raises Denied("not_yours", "ended", "not_a_lead", "no_change")."""
    team = locked(team)
    check_keep(team, by=by, on=on)
    check_open(team)
    hand_to(team, lead, by=by, on=on)
    return team


def hand_to(team: Team, lead: User, *, by: User | None, on: date) -> None:
    """Give a team to the person who takes it over. The caller has checked who decides that, and holds a transaction.
    Raises Denied("not_a_lead", "no_change")."""
    team = locked(team)
    _check_lead(lead, on)
    if team.lead_id == lead.pk:
        raise Denied("no_change", f"{lead.name} leads the team already.")
    before = team.lead
    _record("team.lead_changed", team, by=by, lead=lead.name, old=before.name)
    team.lead = lead
    team.save(update_fields=["lead"])
    give_actions(team, before, lead, by=by)
    tell_lead(team, by=by or lead, on=on)


@transaction.atomic
def join(team: Team, user: User, said: JoinInput, *, by: User, on: date) -> Member:
    """Add a member, who is told. Raises Denied("not_yours", "ended", "not_an_officer", "there") and those of
    `check_join`."""
    team = locked(team)
    check_keep(team, by=by, on=on)
    check_open(team)
    rules = rules_of(framework_on(on))
    check_join(team, said, rules, on=on)
    if not user.is_active or not roles_of(user, on).holds(*MEMBERS):
        raise Denied("not_an_officer", f"{user.name} has no role in which they can be in a team.")
    if team.members.filter(present(on), user=user).exists():
        raise Denied("there", f"{user.name} is in this team already.")
    name = rules.service(said.service)
    made = Member.objects.create(
        team=team, user=user, service=said.service, service_name=name, starts_on=said.starts_on
    )
    _record("team.joined", team, by=by, name=user.name, service=name)
    tell_member(Joined, made, by=by, on=on)
    return made


@transaction.atomic
def leave(member: Member, *, reason: str, by: User, on: date) -> Member:
    """End a membership from a day: from then on they read nothing of the team. What they still had to do is given to
    the lead. Raises Denied("not_yours", "ended", "left", "no_reason")."""
    team = locked(member.team)
    check_keep(team, by=by, on=on)
    check_open(team)
    member = Member.objects.select_related("user", "team__school", "team__lead").get(pk=member.pk)
    check_leave(member)
    check_reason(reason, "Enter why they are leaving the team.")
    let_go(member, reason=reason.strip(), by=by, on=on)
    tell_member(Left, member, by=by, on=on)
    return member


def let_go(member: Member, *, reason: str, by: User | None, on: date) -> None:
    """End a membership that has not ended. The caller has checked who decides that, and holds a transaction."""
    _record("team.left", member.team, by=by, reason=reason, name=member.user.name, service=member.service_name)
    member.ends_on, member.reason = on, reason
    member.save(update_fields=["ends_on", "reason"])
    if member.user_id != member.team.lead_id:
        give_actions(member.team, member.user, member.team.lead, by=by)


@transaction.atomic
def end(team: Team, *, reason: str, by: User, on: date) -> Team:
    """End a team; its members, the head and the chair are told. Members of other services read it no longer.

    Raises Denied("not_yours", "wrong_state", "no_reason", "meets").
    """
    team = locked(team)
    check_keep(team, by=by, on=on)
    row = find(TEAM_ROWS, action="end", source=team.status, refusal="This team has already ended.")
    check_reason(reason, "Enter why the team is ending.")
    check_no_meeting(planned_meetings(team).first())
    _record(row.event, team, by=by, reason=reason.strip(), status=(team.status, row.target))
    team.status, team.ended_on, team.ended_reason = row.target, on, reason.strip()
    team.save(update_fields=["status", "ended_on", "ended_reason"])
    tell_all(Ended, team, by=by, on=on, reason=team.ended_reason)
    return team


@transaction.atomic
def reopen(team: Team, *, reason: str, by: User, on: date) -> Team:
    """Reopen a team that has ended, with the members that it had; they, the head and the chair are told.

    Raises Denied("not_yours", "wrong_state", "no_reason", "there", "closed").
    """
    team = locked(team)
    check_keep(team, by=by, on=on)
    row = find(TEAM_ROWS, action="reopen", source=team.status, refusal="This team is open.")
    check_reason(reason, "Enter why you are reopening the team.")
    if not team.school.is_open:
        raise Denied("closed", f"{team.school.name} has closed, so its team cannot be reopened.")
    _check_no_other(team.school)
    _record(row.event, team, by=by, reason=reason.strip(), status=(team.status, row.target))
    team.status, team.ended_on, team.ended_reason = row.target, None, ""
    try:
        with transaction.atomic():
            team.save(update_fields=["status", "ended_on", "ended_reason"])
    except IntegrityError as error:
        raise _another_team() from error
    tell_all(Reopened, team, by=by, on=on, reason=reason.strip())
    return team


def locked(team: Team) -> Team:
    """Return a team as it is now, locked. Raises Denied("changed") where it was changed after it was shown."""
    found = Team.objects.select_related("school", "lead").select_for_update(of=("self",)).get(pk=team.pk)
    require_as_shown(found)
    return found


def give_actions(team: Team, giving: User, taking: User, *, by: User | None) -> None:
    """Give what somebody still had to do in a team to somebody else. The caller holds a transaction."""
    for action in team.actions.select_for_update().filter(owner=giving, progress__in=TO_DO):
        events.record(
            "team.action_passed_on", subject=action, by=by, scope=scope(team.school), name=taking.name, text=action.text
        )
        TeamAction.objects.filter(pk=action.pk).update(owner=taking, owner_name=taking.name)


def _check_lead(lead: User, on: date) -> None:
    if not lead.is_active or not roles_of(lead, on).holds(*KEEPERS):
        raise Denied("not_a_lead", f"{lead.name} cannot lead a team: choose an officer of School Improvement.")


def _check_no_other(school: School) -> None:
    if Team.objects.filter(school=school, status=Team.Status.OPEN).exists():
        raise _another_team()


def _another_team() -> Denied:
    return Denied("there", "This school has a team already.")


def _record(
    kind: str, team: Team, *, by: User | None, reason: str = "", status: tuple[str, str] | None = None, **facts: str
) -> None:
    events.record(kind, subject=team, by=by, scope=scope(team.school), reason=reason, status=status, **facts)
