"""Work items: changes that wait for a second person."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from sil.accounts.models import ChangeRequest
from sil.accounts.roles import CONFIRMS
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from . import queries


def _asks(who: UserRoles) -> QuerySet[ChangeRequest] | None:
    """For administrators and directors, but not for who asked for it or whom it is about."""
    if not who.may(*CONFIRMS):
        return None
    return queries.waiting(who.on).exclude(asked_by=who.user).exclude(person=who.user)


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for request in _rows(keys):
        yield WorkItem(
            title=f"Confirm a change that {request.asked_by.name} asks for",
            about=request.person.name,
            href=request.get_absolute_url(),
            act="Read and confirm",
            due=queries.last_day(request),
            basis="It lapses after this day",
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[ChangeRequest]:
    return queries.related().filter(pk__in=keys)


FINDER = Finder("changes to confirm", _asks, _items)
