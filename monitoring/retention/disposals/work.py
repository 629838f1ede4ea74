"""Disposals that wait for a director."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import Disposal
from ..states import DisposalState


def _asks(who: UserRoles) -> QuerySet[Disposal] | None:
    if not who.may(Permission.DISPOSAL_APPROVE):
        return None
    return Disposal.objects.filter(status=DisposalState.PROPOSED).exclude(asked_by=who.user)


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title="Decide on a disposal",
        about=f"Disposal {key}: records past their period of retention",
        href=reverse("disposal", kwargs={"pk": key}),
        act="Read what is due",
    )


FINDER = Finder(slug="disposals", asks=_asks, item=_item, facts={})
