"""Actions of teams in "my work": those of a member or lead that are still to do."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
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


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for action in _rows(keys):
        yield WorkItem(
            title=f"Team Around the School: {action.text[:200]}",
            about=action.team.school.name,
            href=action.get_absolute_url(),
            act="Say what became of it",
            due=action.due_on,
            since=action.added_on,
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[TeamAction]:
    said = ("text", "due_on", "added_on", "team__school__name")
    return TeamAction.objects.filter(pk__in=keys).select_related("team__school").only(*said).order_by("due_on", "pk")


FINDER = Finder("team actions", _asks, _items)
