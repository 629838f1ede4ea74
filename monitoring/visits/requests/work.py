"""Requests for extra days in "my work" of those who approve days."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.schema import days_in_words
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..days.over import open_requests
from ..models import ExtraDaysRequest


def _asks(who: UserRoles) -> QuerySet[ExtraDaysRequest] | None:
    """The requests that nobody has answered, for those who approve days."""
    return open_requests() if who.may(Permission.DAYS_APPROVE) else None


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for asked in _rows(keys):
        yield WorkItem(
            title=f"{asked.asked_by.name} asks for {days_in_words(asked.days)} extra",
            about=asked.school.name,
            href=asked.get_absolute_url(),
            act="Answer the request",
            since=asked.asked_on,
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[ExtraDaysRequest]:
    return open_requests().filter(pk__in=keys)


FINDER = Finder("extra days", _asks, _items)
