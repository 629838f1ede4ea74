"""Work items: actions of the authority that somebody has to finish."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ...models import AuthorityAction
from .permissions import may_read
from .queries import is_open


def _asks(who: UserRoles) -> QuerySet[AuthorityAction] | None:
    """The open actions that a person owns."""
    return AuthorityAction.objects.filter(is_open(), owner=who.user) if may_read(who) else None


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title="Carry out an action after Ofsted’s letter to the authority",
        about=Truncator(facts["text"]).words(25),
        href=reverse("authority_action_progress", kwargs={"pk": key}),
        act="Record progress",
        due=date.fromisoformat(facts["due_on"]),
    )


FINDER = Finder("authority actions", _asks, item=_item, facts={"text": "text", "due_on": "due_on"})
