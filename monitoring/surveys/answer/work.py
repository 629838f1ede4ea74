"""A survey to answer, in "my work" of heads and chairs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import Cycle, Invitation
from .queries import asked_posts, of_person


def _asks(who: UserRoles) -> QuerySet[Invitation] | None:
    if not who.holds(*asked_posts()):
        return None
    return of_person(who).filter(is_answered=False, cycle__status=Cycle.Status.OPEN, cycle__closes_on__gte=who.on)


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    return WorkItem(
        about=facts["school"],
        title=f"Answer the survey “{facts['survey']}”",
        act="Answer the survey",
        href=Invitation(pk=key).get_absolute_url(),
        due=date.fromisoformat(facts["closes_on"]),
    )


FACTS = {"school": "school__name", "survey": "cycle__name", "closes_on": "cycle__closes_on"}
FINDER = Finder("surveys to answer", _asks, item=_item, facts=FACTS)
