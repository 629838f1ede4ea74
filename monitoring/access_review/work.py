"""Access reviews in "my work": of Principal Officers, and of directors where there is one officer alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from monitoring.visits.models import Term
from sil.accounts.models import RoleGrant, account_open, in_force
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from .models import AccessReview, ReviewedAccess
from .permissions import ENOUGH, OFFICER, may_read


def _asks(who: UserRoles) -> QuerySet[AccessReview] | None:
    """Reviews with a line that the person may decide, or that are ready to be finished."""
    if not may_read(who):
        return None
    waiting = ReviewedAccess.objects.filter(review=OuterRef("pk"), decision="")
    theirs = Exists(waiting.exclude(person=who.user))
    found = AccessReview.objects.filter(Q(theirs) | ~Q(Exists(waiting)), finished_on=None)
    if who.holds(OFFICER):
        return found
    held = RoleGrant.objects.filter(in_force(who.on), account_open(), role=OFFICER).order_by()
    number = held.values("role").annotate(number=Count("user", distinct=True)).values("number")
    return found.annotate(officers=Coalesce(Subquery(number), Value(0))).filter(officers__lt=ENOUGH)


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    term = Term(name=facts["term"], starts_on=date.fromisoformat(facts["term_starts"]))
    return WorkItem(
        title="Review who can see what",
        about=str(term),
        href=AccessReview(pk=key).get_absolute_url(),
        act="Confirm or end access",
        due=date.fromisoformat(facts["due_on"]),
        basis="Access is reviewed each term, within 28 days",
    )


FACTS = {"term": "term__name", "term_starts": "term__starts_on", "due_on": "due_on"}
FINDER = Finder("access reviews", _asks, item=_item, facts=FACTS)
