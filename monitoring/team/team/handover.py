"""Teams led by a partner who hands schools over, and teams of somebody who leaves."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from schools.handovers.parts import HandoverPlan, Open, Part
from schools.leaving.parts import Item, LeavingPart, Moving, can_act, holders
from sil.accounts.models import User

from ..models import Member, Team
from .actions import hand_to, let_go
from .permissions import KEEPERS, MEMBERS, present, readers

DAY = timedelta(days=1)
LEFT = "They no longer work in this role."


def _led(condition: Q) -> QuerySet[Team]:
    found = Team.objects.filter(condition, status=Team.Status.OPEN)
    return found.select_related("school", "lead").order_by("school__name", "pk")


def _of_handover(handing: HandoverPlan) -> QuerySet[Team]:
    return _led(Q(lead=handing.giving, school__in=handing.schools))


def _found(handing: HandoverPlan) -> Sequence[Open]:
    """Without the name of the team, since an administrator reads it and which schools have one tells of their band."""
    return [(team.school, "meetings and actions with other services") for team in _of_handover(handing)]


def _move(handing: HandoverPlan) -> None:
    for team in _of_handover(handing):
        hand_to(team, handing.taking, by=handing.by, on=handing.on)


PART = Part(
    slug="teams",
    title="Work with other services",
    order=25,
    found=_found,
    says=lambda handing: f"{handing.taking.name} leads this work from now on, and gets what is still to do.",
    move=_move,
)


def _take(rows: Sequence[Team], moving: Moving) -> int:
    """Return how many moved."""
    for team in rows:
        hand_to(team, moving.taking, by=moving.by, on=moving.on)
    return len(rows)


LEADING = LeavingPart(
    slug="teams",
    title="Teams Around the School that they lead",
    order=66,
    roles=KEEPERS,
    waiting=lambda person, on: _led(Q(lead=person)),
    item=lambda team: Item(team.school.name, "its Team Around the School", team.get_absolute_url()),
    columns=("school__name",),
    says="The person you choose leads the teams, and gets what the lead still had to do.",
    gone=lambda on: _led(Q(school__is_open=True) & ~can_act("lead", KEEPERS, on)),
    fix="Change who leads the team on its page.",
    takers=lambda person, on: holders(KEEPERS, on).exclude(pk=person.pk),
    take=_take,
    is_casework=True,
    within=readers,
)


def _joined(condition: Q, on: date) -> QuerySet[Member]:
    found = Member.objects.filter(condition, present(on), ends_on__isnull=True, team__status=Team.Status.OPEN)
    return found.select_related("team__school", "team__lead", "user").order_by("team__school__name", "pk")


def _end(rows: Sequence[Member], on: date, by: User) -> None:
    """End memberships whose last day is `on`: from the next day they give nothing."""
    for member in rows:
        let_go(member, reason=LEFT, by=by, on=max(member.starts_on, on + DAY))


JOINED = LeavingPart(
    slug="team-members",
    title="Teams Around the School that they are a member of",
    order=67,
    roles=MEMBERS,
    waiting=lambda person, on: _joined(Q(user=person), on),
    item=lambda row: Item(row.team.school.name, row.service_name, row.team.get_absolute_url()),
    columns=("service_name", "team__school__name"),
    says="They leave the teams. What they still had to do there is given to the lead of each team.",
    gone=lambda on: _joined(~can_act("user", MEMBERS, on), on),
    fix="End the membership on the page of the team.",
    end=_end,
    school="team__school",
    is_casework=True,
    within=lambda who: readers(who, team="team__"),
)
