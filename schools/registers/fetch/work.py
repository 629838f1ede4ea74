"""The work that fetched files ask of administrators."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ...models import RegisterFile
from ..catalogue import title_of


def _waiting(who: UserRoles) -> QuerySet[RegisterFile] | None:
    if not who.may(Permission.REGISTERS_MANAGE):
        return None
    return RegisterFile.objects.filter(status=RegisterFile.Status.CHECKED, sent_in_by=None)


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title="Read in a file that was fetched",
        about=f"{title_of(facts['register'])}: {facts['file_name']}",
        href=reverse("register_file", args=[key]),
        act="See what it would change",
    )


FINDER = Finder(
    "fetched registers to read in", _waiting, item=_item, facts={"register": "register", "file_name": "file_name"}
)
