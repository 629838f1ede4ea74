"""A survey to answer, in "my work" of heads and chairs."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from sil.accounts.user_roles import UserRoles
from sil.web.work import Finder, WorkItem

from ..models import Cycle, Invitation
from .queries import asked_posts, of_person


def _asks(who: UserRoles) -> QuerySet[Invitation] | None:
    if not who.holds(*asked_posts()):
        return None
    return of_person(who).filter(is_answered=False, cycle__status=Cycle.Status.OPEN, cycle__closes_on__gte=who.on)


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for each in Invitation.objects.filter(pk__in=keys).select_related("cycle", "school"):
        yield WorkItem(
            about=each.school.name,
            title=f"Answer the survey “{each.cycle.name}”",
            act="Answer the survey",
            href=each.get_absolute_url(),
            due=each.cycle.closes_on,
        )


FINDER = Finder("surveys to answer", _asks, _items)
