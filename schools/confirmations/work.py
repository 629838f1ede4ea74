"""Work items: changes that wait for a second person."""

from collections.abc import Iterator

from sil.accounts.roles import CONFIRMS
from sil.accounts.user_roles import UserRoles
from sil.web.work import WorkItem

from . import queries


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """To administrators and directors, but not to who asked for it or whom it is about. One query."""
    if not who.may(*CONFIRMS):
        return
    for request in queries.waiting(who.on).exclude(asked_by=who.user).exclude(person=who.user):
        yield WorkItem(
            title=f"Confirm a change that {request.asked_by.name} asks for",
            about=request.person.name,
            href=request.get_absolute_url(),
            act="Read and confirm",
            due=queries.last_day(request),
            basis="It lapses after this day",
        )
