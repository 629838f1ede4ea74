"""Financial support in "my work": what waits for a decision."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from schools.leaving.parts import can_act
from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import SupportRequest


def _asks(who: UserRoles) -> QuerySet[SupportRequest] | None:
    """The requests of a Principal Officer's schools; a director decides those that such an officer asked for."""
    waiting = SupportRequest.objects.filter(status=SupportRequest.Status.ASKED).exclude(asked_by=who.user)
    if who.may(Permission.ALLOCATION_DECIDE):
        return waiting.filter(assigned(who.user, who.on, role=AssignmentRole.PRINCIPAL_OFFICER, school="team__school"))
    if who.may(Permission.ALLOCATION_DETERMINE):
        return waiting.filter(Q(can_act("asked_by", ("principal_officer",), who.on)))
    return None


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        title="Decide on financial support",
        about=facts["school"],
        href=SupportRequest(pk=key).get_absolute_url(),
        act="Read and decide",
        since=date.fromisoformat(facts["asked_on"]),
    )


FACTS = {"school": "team__school__name", "asked_on": "asked_on"}
FINDER = Finder("financial support", _asks, item=_item, facts=FACTS)
