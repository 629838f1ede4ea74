"""Actions of teams in "my work": those of a member or lead that are still to do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import Team, TeamAction
from ..team.permissions import present
from ..team.queries import TO_DO


def _asks(who: UserRoles) -> QuerySet[TeamAction] | None:
    if not who.may(Permission.TEAM_JOIN):
        return None
    mine = TeamAction.objects.filter(owner=who.user, progress__in=TO_DO, team__status=Team.Status.OPEN)
    as_member = mine.filter(present(who.on, path="team__members__"), team__members__user=who.user)
    if not who.may(Permission.VISIT_RECORD):
        return as_member
    as_lead = mine.filter(team__lead=who.user)
    return TeamAction.objects.filter(pk__in=as_member.order_by().values("pk").union(as_lead.order_by().values("pk")))


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title=f"Team Around the School: {facts['text'][:200]}",
        about=facts["school"],
        href=TeamAction(pk=key).get_absolute_url(),
        act="Say what became of it",
        due=date.fromisoformat(facts["due_on"]) if facts["due_on"] else None,
        since=date.fromisoformat(facts["added_on"]),
    )


FACTS = {"school": "team__school__name", "text": "text", "due_on": "due_on", "added_on": "added_on"}
FINDER = Finder("team actions", _asks, item=_item, facts=FACTS)
