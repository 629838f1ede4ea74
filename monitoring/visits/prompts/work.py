"""Visits in "my work" that a school may write about in advance."""

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse

from schools.queries import in_post
from sil.accounts.roles import LEADS, Part
from sil.accounts.user_roles import UserRoles
from sil.clock import weekday_in_words
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import Visit
from ..states import VisitState


def _asks(who: UserRoles) -> QuerySet[Visit] | None:
    """The planned visits for which a person's school has sent nothing yet."""
    if not who.holds(*LEADS, Part.PROMPTS):
        return None
    mine = in_post(who.user, who.on, (*LEADS, Part.PROMPTS))
    there = Visit.objects.filter(mine, status=VisitState.PLANNED, starts_on__gte=who.on, school__is_open=True)
    return there.filter(Q(prompts=None) | Q(prompts__sent_on=None))


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for visit in _rows(keys):
        if visit.framework.visits and visit.framework.visits.prompts:
            yield WorkItem(
                title=f"Optional: tell your partner what to cover on the visit of {weekday_in_words(visit.starts_on)}",
                about=visit.school.name,
                href=reverse("visit_prepare", kwargs={"pk": visit.pk}),
                act="Write",
                due=visit.starts_on,
                is_optional=True,
            )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[Visit]:
    said = ("starts_on", "school__name", "framework_version__sha256")
    found = Visit.objects.filter(pk__in=keys).select_related("school", "framework_version").only(*said)
    return found.order_by("starts_on")


FINDER = Finder("report prompts", _asks, _items)
