"""Work items: actions of the authority that somebody has to finish."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
from django.urls import reverse

from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ...models import AuthorityAction
from .permissions import may_read
from .queries import is_open


def _asks(who: UserRoles) -> QuerySet[AuthorityAction] | None:
    """The open actions that a person owns."""
    return AuthorityAction.objects.filter(is_open(), owner=who.user) if may_read(who) else None


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for action in _rows(keys):
        yield WorkItem(
            title="Carry out an action after Ofsted’s letter to the authority",
            about=action.text,
            href=reverse("authority_action_progress", kwargs={"pk": action.pk}),
            act="Record progress",
            due=action.due_on,
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[AuthorityAction]:
    return AuthorityAction.objects.filter(pk__in=keys).only("text", "due_on")


FINDER = Finder("authority actions", _asks, _items)
