"""Work items: people of a school whom emails do not reach."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse_lazy

from sil import clock
from sil.accounts.models import in_force
from sil.accounts.user_roles import UserRoles
from sil.outbox.models import Message, Status
from sil.web.work import Finder, WorkItem

from ..models import AssignmentRole, Post
from ..queries import assigned

# What did not arrive longer ago says nothing about the address of today.
LOOKED_BACK = timedelta(days=60)


def _asks(who: UserRoles) -> QuerySet[Post] | None:
    """The posts at the schools of a partner or Principal Officer of people of whom the last email failed or came back,
    unless their address was changed since."""
    if not who.holds(*AssignmentRole.values):
        return None
    since = clock.local(who.on - LOOKED_BACK)
    failed = Message.objects.filter(status=Status.FAILED, created_at__gte=since)
    tried = Message.objects.filter(email=OuterRef("user__email"), status__in=[Status.SENT, Status.FAILED])
    last = tried.order_by("-created_at", "-pk")
    found = Post.objects.filter(
        in_force(who.on), assigned(who.user, who.on), user__is_active=True, user__email__in=failed.values("email")
    )
    found = found.annotate(last=Subquery(last.values("status")[:1]), failed_at=Subquery(last.values("created_at")[:1]))
    return found.filter(last=Status.FAILED)


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title=f"Emails to {facts['name']} do not arrive",
        about=facts["school"],
        href=reverse_lazy("school", kwargs={"urn": facts["urn"]}),
        act="Ask the school for the right address",
        since=date.fromisoformat(facts["failed_at"][:10]),
        basis="An administrator can change the address.",
    )


FINDER = Finder(
    "people whom emails do not reach",
    _asks,
    item=_item,
    facts={"name": "user__name", "school": "school__name", "urn": "school_id", "failed_at": "failed_at"},
)
