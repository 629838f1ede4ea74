"""Summaries in "my work": those to read and approve."""

from collections.abc import Iterator

from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import WorkItem

from ..models import Summary


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """Yield the draft summaries of one's own schools whose term is over."""
    if not who.may(Permission.ALLOCATION_PROPOSE):
        return
    mine = assigned(who.user, who.on, role=AssignmentRole.SIP)
    found = Summary.objects.filter(mine, status=Summary.Status.DRAFT, term__ends_on__lte=who.on)
    for summary in found.select_related("school", "term"):
        yield WorkItem(
            about=summary.school.name,
            title=f"Approve the summary of the {summary.term.words}",
            act="Read and approve",
            href=summary.get_absolute_url(),
        )
