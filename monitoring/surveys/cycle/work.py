"""Surveys in "my work": open one that is planned, and put its results to use."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import Cycle


def _asks(who: UserRoles) -> QuerySet[Cycle] | None:
    """Those whose day has come, for everybody who opens surveys."""
    if not who.may(Permission.SURVEY_KEEP):
        return None
    return Cycle.objects.filter(status=Cycle.Status.PLANNED, opens_on__lte=who.on)


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for cycle in Cycle.objects.filter(pk__in=keys):
        yield WorkItem(
            about=cycle.name,
            title="Open the survey of headteachers and chairs",
            act="Check and open it",
            href=cycle.get_absolute_url(),
            due=cycle.opens_on,
        )


FINDER = Finder("surveys to open", _asks, _items)
