"""Visits in "my work": those that are over and have no outcome recorded."""

from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse

from schools.lacking import lacks_officer
from schools.leaving.parts import can_act
from schools.models import AssignmentRole
from schools.queries import assigned
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import Visit
from ..states import VisitState
from .permissions import VISITORS, records_every_school
from .policies import dates_of
from .queries import related


def _asks(who: UserRoles) -> QuerySet[Visit] | None:
    """Visits without an outcome for their lead and the school's partner, and planned ones of a school that has closed;
    for Principal Officers those that nobody else can record."""
    if not who.may(Permission.VISIT_RECORD):
        return None
    planned = Visit.objects.filter(status=VisitState.PLANNED)
    over = planned.filter(Q(ends_on__lt=who.on) | Q(school__is_open=False))
    # Each by an index; joined by OR, every planned visit would be read.
    parts = [over.filter(lead=who.user), over.filter(assigned(who.user, who.on, role=AssignmentRole.SIP))]
    if records_every_school(who):
        nobodys = ~can_act("lead", VISITORS, who.on) & lacks_officer(AssignmentRole.SIP, who.on, school="school")
        past = planned.filter(nobodys, ends_on__lt=who.on)
        parts += [past, planned.filter(school__is_open=False, ends_on__gte=who.on)]
    first, *others = (part.order_by().values("pk") for part in parts)
    return Visit.objects.filter(pk__in=first.union(*others))


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for visit in _rows(keys):
        if visit.ends_on >= who.on:
            yield WorkItem(
                title=f"The school has closed: cancel the visit of {dates_of(visit).words}",
                about=visit.school.name,
                href=reverse("visit_cancel", kwargs={"pk": visit.pk}),
                act="Cancel the visit",
            )
            continue
        yield WorkItem(
            title=f"Record what happened on the visit of {dates_of(visit).words}: {visit.kind_name}",
            about=visit.school.name,
            href=reverse("visit_hold", kwargs={"pk": visit.pk}),
            act="Record it as held",
            due=visit.ends_on,
        )


@made_once
def _rows(keys: Sequence[int]) -> QuerySet[Visit]:
    return related(Visit.objects.filter(pk__in=keys)).order_by("ends_on", "pk")


FINDER = Finder("visits", _asks, _items)
