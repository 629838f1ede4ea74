"""Work items: handovers that a person has not read yet."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count, QuerySet

from sil import clock
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import in_words
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import Handover
from .queries import unread

WEEK = timedelta(days=7)


def _asks(who: UserRoles) -> QuerySet[Handover] | None:
    return unread(who) if who.may(Permission.ALLOCATION_PROPOSE) else None


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    """To both partners, until each says that they have read it: by the first day, or within a week. One query."""
    for handover in _rows(who, keys):
        number = f"{handover.number} school{'' if handover.number == 1 else 's'}"
        day = in_words(handover.starts_on)
        if handover.taking_id == who.user.pk:
            title = f"Read what {handover.giving.name} hands over to you from {day}"
        else:
            title = f"Read what you hand over to {handover.taking.name} from {day}"
        yield WorkItem(
            title=title,
            about=number,
            href=handover.get_absolute_url(),
            act="Read the handover",
            due=max(handover.starts_on, clock.in_london(handover.made_at) + WEEK),
        )


@made_once
def _rows(who: UserRoles, keys: Sequence[int]) -> QuerySet[Any]:
    return unread(who).filter(pk__in=keys).annotate(number=Count("schools"))


FINDER = Finder("handovers", _asks, _items)
