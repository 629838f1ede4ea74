"""Summaries in "my work": those to read and approve."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import Summary


def _asks(who: UserRoles) -> QuerySet[Summary] | None:
    """The draft summaries of one's own schools whose term is over."""
    if not who.may(Permission.ALLOCATION_PROPOSE):
        return None
    mine = assigned(who.user, who.on, role=AssignmentRole.SIP)
    return Summary.objects.filter(mine, status=Summary.Status.DRAFT, term__ends_on__lte=who.on)


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for summary in _rows(keys):
        yield WorkItem(
            about=summary.school.name,
            title=f"Approve the summary of the {summary.term.words}",
            act="Read and approve",
            href=summary.get_absolute_url(),
            since=summary.term.ends_on,
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[Summary]:
    said = ("school__name", "term__name", "term__starts_on", "term__ends_on")
    return Summary.objects.filter(pk__in=keys).select_related("school", "term").only(*said)


FINDER = Finder("summaries", _asks, _items)
