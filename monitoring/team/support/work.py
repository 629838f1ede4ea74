"""Financial support in "my work": what waits for a decision."""

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from schools.leaving.parts import can_act
from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import SupportRequest


def _asks(who: UserRoles) -> QuerySet[SupportRequest] | None:
    """The requests of a Principal Officer's schools; a director decides those that such an officer asked for."""
    waiting = SupportRequest.objects.filter(status=SupportRequest.Status.ASKED).exclude(asked_by=who.user)
    if who.may(Permission.ALLOCATION_DECIDE):
        return waiting.filter(assigned(who.user, who.on, role=AssignmentRole.PRINCIPAL_OFFICER, school="team__school"))
    if who.may(Permission.ALLOCATION_DETERMINE):
        return waiting.filter(Q(can_act("asked_by", ("principal_officer",), who.on)))
    return None


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for request in _rows(keys):
        yield WorkItem(
            title="Decide on financial support",
            about=request.team.school.name,
            href=request.get_absolute_url(),
            act="Read and decide",
            since=request.asked_on,
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[SupportRequest]:
    found = SupportRequest.objects.filter(pk__in=keys).select_related("team__school")
    return found.only("asked_on", "team__school__name").order_by("asked_on", "pk")


FINDER = Finder("financial support", _asks, _items)
