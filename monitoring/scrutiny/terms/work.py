"""Reports of a term in "my work": those to approve."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from monitoring.visits.models import Term
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import TermReport
from .permissions import may_write


def _asks(who: UserRoles) -> QuerySet[TermReport] | None:
    """The reports that wait for approval and that the person wrote none of."""
    if not may_write(who):
        return None
    return TermReport.objects.filter(status=TermReport.Status.SENT).exclude(writers=who.user)


def _item(key: int, facts: Mapping[str, Any]) -> WorkItem:
    term = Term(name=facts["term"], starts_on=date.fromisoformat(facts["term_starts"]))
    return WorkItem(
        about=str(term),
        title="Approve the report of the term for councillors",
        act="Read and decide",
        href=TermReport(pk=key).get_absolute_url(),
        since=date.fromisoformat(facts["sent_on"]),
    )


FACTS = {"term": "term__name", "term_starts": "term__starts_on", "sent_on": "sent_on"}
FINDER = Finder("term reports", _asks, item=_item, facts=FACTS)
