"""Visits in "my work" that a school may write about in advance."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from schools.queries import in_post
from sil.accounts.roles import LEADS
from sil.accounts.user_roles import UserRoles
from sil.clock import weekday_in_words
from sil.web.work import WorkItem

from ..models import Visit
from ..states import VisitState


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """Yield the planned visits for which the school has sent nothing yet. One query."""
    if not who.holds(*LEADS):
        return
    mine = Visit.objects.filter(in_post(who.user, who.on, LEADS), status=VisitState.PLANNED, starts_on__gte=who.on)
    unsent = mine.filter(Q(prompts=None) | Q(prompts__sent_on=None), school__is_open=True)
    for visit in unsent.select_related("school", "framework_version").order_by("starts_on"):
        if visit.framework.visits and visit.framework.visits.prompts:
            yield WorkItem(
                title=f"Optional: tell your partner what to cover on the visit of {weekday_in_words(visit.starts_on)}",
                about=visit.school.name,
                href=reverse("visit_prepare", kwargs={"pk": visit.pk}),
                act="Write",
                due=visit.starts_on,
            )
