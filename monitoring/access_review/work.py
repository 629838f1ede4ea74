"""Access reviews in "my work": of those who review, and of those who are asked to end what a reviewer may not."""

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
from .permissions import ENOUGH, OFFICER, may_read, to_end_by


def _to_review(who: UserRoles) -> QuerySet[AccessReview] | None:
    """Reviews with a line that the person may decide, or that are ready to be finished."""
    if not may_read(who):
        return None
    there = ReviewedAccess.objects.filter(review=OuterRef("pk"))
    waiting = there.filter(decision="")
    undone = there.filter(decision__in=("", ReviewedAccess.Decision.TO_END))
    theirs = Exists(waiting.exclude(person=who.user))
    found = AccessReview.objects.filter(Q(theirs) | ~Q(Exists(undone)), finished_on=None)
    if who.holds(OFFICER):
        return found
    held = RoleGrant.objects.filter(in_force(who.on), account_open(), role=OFFICER).order_by()
    number = held.values("role").annotate(number=Count("user", distinct=True)).values("number")
    return found.annotate(officers=Coalesce(Subquery(number), Value(0))).filter(officers__lt=ENOUGH)


def _to_end(who: UserRoles) -> QuerySet[AccessReview]:
    """Reviews with a line that the person is asked to end."""
    lines = ReviewedAccess.objects.filter(to_end_by(who), review=OuterRef("pk"))
    return AccessReview.objects.filter(Exists(lines), finished_on=None)


def _item(title: str, act: str) -> Any:
    def made(key: int, facts: Mapping[str, Any]) -> WorkItem:
        term = Term(name=facts["term"], starts_on=date.fromisoformat(facts["term_starts"]))
        return WorkItem(
            title=title,
            about=str(term),
            href=AccessReview(pk=key).get_absolute_url(),
            act=act,
            due=date.fromisoformat(facts["due_on"]),
            basis="Access is reviewed each term, within 28 days",
        )

    return made


FACTS = {"term": "term__name", "term_starts": "term__starts_on", "due_on": "due_on"}
FINDERS = (
    Finder("access reviews", _to_review, item=_item("Review who can see what", "Confirm or end access"), facts=FACTS),
    Finder(
        "access to end",
        _to_end,
        item=_item("End access that is no longer needed", "End what the review names"),
        facts=FACTS,
    ),
)
