"""The visits and report deadlines of a person's calendar."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.queries import in_post
from sil.accounts.models import User
from sil.accounts.roles import LEADS
from sil.deadlines.models import Deadline

from ..models import Visit
from ..visit.queries import related

# How far back a calendar reaches.
BACK = timedelta(days=400)


def visits_in_calendar(user: User, on: date) -> QuerySet[Visit]:
    """Return the visits that a person leads, takes part in, or receives at the school they lead."""
    joined = Exists(Visit.others.through.objects.filter(visit=OuterRef("pk"), user=user))
    mine = Q(lead=user) | Q(joined) | in_post(user, on, LEADS)
    return related(Visit.objects.filter(mine, ends_on__gte=on - BACK)).order_by("starts_on", "pk")


def reports_owed(user: User) -> list[tuple[Deadline, Visit]]:
    """Return the reports that a person owes, with their visits. Two queries."""
    running = Deadline.objects.running().filter(rule="visit_report", subject_table=Visit._meta.db_table)
    owed = {deadline.subject_id: deadline for deadline in running}
    mine = Q(lead=user, report__writer=None) | Q(report__writer=user)
    found = related(Visit.objects.filter(mine, pk__in=[int(key) for key in owed])).order_by("pk")
    return [(owed[str(visit.pk)], visit) for visit in found]
