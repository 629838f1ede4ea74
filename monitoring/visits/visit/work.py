"""Visits in "my work": those that are over and have no outcome recorded."""

from collections.abc import Iterator, Sequence

from django.db.models import BooleanField, Case, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse

from schools.leaving.parts import can_act
from schools.models import Assignment, AssignmentRole
from schools.queries import assigned
from schools.queries import can_act as able
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.made_once.questions import made_once
from sil.web.work import Finder, WorkItem

from ..models import Visit
from ..states import VisitState
from .permissions import VISITORS, records_every_school
from .policies import dates_of
from .queries import related

SIP = AssignmentRole.SIP


def _asks(who: UserRoles) -> QuerySet[Visit] | None:
    """Visits without an outcome for their lead and the school's partner, and planned ones of a school that has closed;
    for Principal Officers those that nobody else can record."""
    if not who.may(Permission.VISIT_RECORD):
        return None
    planned = Visit.objects.filter(status=VisitState.PLANNED)
    over = planned.filter(Q(ends_on__lt=who.on) | Q(school__is_open=False))
    # Each by an index; joined by OR, every planned visit would be read.
    parts = [over.filter(lead=who.user), over.filter(assigned(who.user, who.on, role=SIP))]
    if records_every_school(who):
        # Asked of each of the few that are past: the database takes most planned visits for past, and would read every
        # school.
        partners = Assignment.objects.filter(able(who.on), school=OuterRef("school"), role=SIP)
        somebodys = When(can_act("lead", VISITORS, who.on) | Q(partner__isnull=False), then=False)
        past = planned.alias(partner=Subquery(partners.values("pk")[:1])).filter(ends_on__lt=who.on)
        past = past.filter(Case(somebodys, default=True, output_field=BooleanField()))
        parts += [past, planned.filter(school__is_open=False, ends_on__gte=who.on)]
    first, *more = (part.order_by().values("pk") for part in parts)
    return Visit.objects.filter(pk__in=first.union(*more))


def _items(who: UserRoles, keys: Sequence[int]) -> Iterator[WorkItem]:
    for visit in _rows(keys):
        if visit.ends_on >= who.on:
            yield WorkItem(
                title=f"The school has closed: cancel the visit of {dates_of(visit).words}",
                about=visit.school.name,
                href=reverse("visit_cancel", kwargs={"pk": visit.pk}),
                act="Cancel the visit",
                due=visit.starts_on,
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
