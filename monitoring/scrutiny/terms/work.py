"""Reports of a term in "my work": those to approve."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import TermReport
from .permissions import may_write


def _asks(who: UserRoles) -> QuerySet[TermReport] | None:
    """The reports that wait for approval and that the person wrote none of."""
    if not may_write(who):
        return None
    return TermReport.objects.filter(status=TermReport.Status.SENT).exclude(writers=who.user)


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for report in _rows(keys):
        yield WorkItem(
            about=str(report.term),
            title="Approve the report of the term for councillors",
            act="Read and decide",
            href=report.get_absolute_url(),
            since=report.sent_on,
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[TermReport]:
    said = ("sent_on", "term__name", "term__starts_on")
    return TermReport.objects.filter(pk__in=keys).select_related("term").only(*said)


FINDER = Finder("term reports", _asks, _items)
