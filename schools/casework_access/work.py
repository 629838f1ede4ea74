"""Work items: administrators who ask to read casework."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import CaseworkAccess
from .queries import waiting


def _asks(who: UserRoles) -> QuerySet[CaseworkAccess] | None:
    """For Principal Officers and directors, but not for who asked."""
    if not who.may(Permission.CASEWORK_GRANT):
        return None
    return CaseworkAccess.objects.filter(waiting(who.on)).exclude(person=who.user)


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for access in _rows(keys):
        yield WorkItem(
            title="Answer a request to read casework",
            about=access.person.name,
            href=access.get_absolute_url(),
            act="Read and answer",
            due=access.ends_on,
            basis="It lapses after this day",
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[CaseworkAccess]:
    return CaseworkAccess.objects.filter(pk__in=keys).select_related("person").order_by("pk")


FINDER = Finder("casework access to answer", _asks, _items)
