"""Financial support in "my work": what waits for a decision."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.leaving.parts import can_act as holds_role
from schools.models import Assignment, AssignmentRole
from schools.queries import assigned, can_act, posts_at_schools
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import SupportRequest


def _asks(who: UserRoles) -> QuerySet[SupportRequest] | None:
    """The requests of a Principal Officer's schools, and of schools that have no such officer; a director decides those
    that such an officer asked for. Not those of a school at which they hold a post."""
    posts = posts_at_schools(who.user, who.on).values("school")
    at_own_school = Q(school__in=posts) | Q(team__school__in=posts)
    asked = SupportRequest.objects.filter(status=SupportRequest.Status.ASKED).exclude(asked_by=who.user)
    waiting = asked.filter(~at_own_school)
    if who.may(Permission.ALLOCATION_DECIDE):
        officers = Assignment.objects.filter(
            can_act(who.on), school=OuterRef("team__school"), role=AssignmentRole.PRINCIPAL_OFFICER
        )
        own = assigned(who.user, who.on, role=AssignmentRole.PRINCIPAL_OFFICER, school="team__school")
        return waiting.filter(own | ~Exists(officers))
    if who.may(Permission.ALLOCATION_DETERMINE):
        return waiting.filter(holds_role("asked_by", ("principal_officer",), who.on))
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
