"""The visits and report deadlines of a person's calendar."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from schools.queries import in_post
from sil.accounts.models import User
from sil.accounts.roles import LEADS, Permission
from sil.accounts.user_roles import roles_of
from sil.deadlines.models import Deadline

from ..models import OfferedTime, Visit
from ..states import VisitState
from ..visit.permissions import took_part
from ..visit.queries import offered_between, related

# How far back a calendar reaches.
BACK = timedelta(days=400)


def visits_in_calendar(user: User, on: date) -> QuerySet[Visit]:
    """Return the visits that a person leads or takes part in, as long as they hold a role that records visits, or
    receives at the school they lead."""
    mine = in_post(user, on, LEADS) & ~Q(status=VisitState.MISTAKEN)
    if roles_of(user, on).may(Permission.VISIT_RECORD):
        mine |= took_part(user)
    return related(Visit.objects.filter(mine, ends_on__gte=on - BACK).exclude(mode="")).order_by("starts_on", "pk")


def reports_owed(user: User, on: date) -> list[tuple[Deadline, Visit]]:
    """Return the reports that a person owes, with their visits; none without a role that records visits. A few
    queries."""
    if not roles_of(user, on).may(Permission.VISIT_RECORD):
        return []
    running = Deadline.objects.running().filter(rule="visit_report", subject_table=Visit._meta.db_table)
    mine = Q(lead=user, report__writer=None) | Q(report__writer=user)
    found = related(Visit.objects.filter(mine, pk__in=running.values("subject_id"))).order_by("pk")
    owed = {deadline.subject_id: deadline for deadline in running.filter(subject_id__in=[each.pk for each in found])}
    return [(owed[visit.pk], visit) for visit in found]


def offered_in_calendar(user: User, on: date) -> QuerySet[OfferedTime]:
    """Return the times that are held for visits that a person would lead; none without a role that records visits."""
    if not roles_of(user, on).may(Permission.VISIT_RECORD):
        return OfferedTime.objects.none()
    return offered_between(on, date.max).filter(offer__lead=user)
