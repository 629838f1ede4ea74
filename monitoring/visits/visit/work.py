"""Visits in "my work": those that are over and have no outcome recorded."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse

from schools.models import AssignmentRole, School
from schools.queries import assigned, lacks_officer
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.web.work import WorkItem

from ..models import Visit
from ..states import VisitState
from .permissions import records_every_school
from .policies import dates_of
from .queries import related


def waiting(who: UserRoles) -> Iterator[WorkItem]:
    """Yield visits without an outcome to their lead and the school's partner; to Principal Officers those that nobody
    else can record. One query."""
    if not who.may(Permission.VISIT_RECORD):
        return
    mine = Q(lead=who.user) | assigned(who.user, who.on, role=AssignmentRole.SIP)
    if records_every_school(who):
        without = School.objects.filter(lacks_officer(AssignmentRole.SIP, who.on))
        mine |= Q(lead__is_active=False, school__in=without)
    past = Visit.objects.filter(mine, status=VisitState.PLANNED, ends_on__lt=who.on)
    for visit in related(past).order_by("ends_on", "pk"):
        yield WorkItem(
            title=f"Record what happened on the visit of {dates_of(visit).words}: {visit.kind_name}",
            about=visit.school.name,
            href=reverse("visit_hold", kwargs={"pk": visit.pk}),
            act="Record it as held",
            due=visit.ends_on,
        )
