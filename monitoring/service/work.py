"""Concerns about the service in "my work"."""

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from schools.leaving.parts import can_act
from schools.models import AssignmentRole
from schools.queries import covers
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from .handover import ANSWERERS
from .models import ServiceConcern
from .queries import readable


def _asks(who: UserRoles) -> QuerySet[ServiceConcern] | None:
    """The open concerns that a person, or an officer they cover for, looks into, and those that nobody does."""
    if not who.may(Permission.SERVICE_ANSWER):
        return None
    covered = covers(who.on).filter(covering=who.user, role=AssignmentRole.PRINCIPAL_OFFICER)
    mine = ~can_act("owner", ANSWERERS, who.on) | Q(owner=who.user) | Q(owner__in=covered.values("away"))
    return readable(who).filter(mine, status=ServiceConcern.Status.RAISED)


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for concern in _rows(keys):
        yield WorkItem(
            about=concern.school.name,
            title="Answer a concern about the service",
            act="Read and answer",
            href=concern.get_absolute_url(),
            due=concern.due_on,
            since=concern.raised_on,
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[ServiceConcern]:
    return (
        ServiceConcern.objects.filter(pk__in=keys).select_related("school").only("due_on", "raised_on", "school__name")
    )


FINDER = Finder("service concerns", _asks, _items)
