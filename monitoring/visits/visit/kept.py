"""What visits repeat of their reports, by which lists sort and filter.

Triggers of the database keep it (migration 0016, docs/adr/0086).
"""

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, When

from sil.framework.years import first_day

from ..models import Visit
from ..states import VisitState

_REPEATED = Case(When(status=VisitState.HELD, then=F("report__status")))


def drift(year: int) -> QuerySet[Visit]:
    """Return the visits of an academic year that say another state than their report: a fault, where there are any."""
    same = Q(report_status=F("counted")) | Q(report_status__isnull=True, counted__isnull=True)
    there = Visit.objects.filter(starts_on__gte=first_day(year), starts_on__lt=first_day(year + 1))
    return there.annotate(counted=_REPEATED).exclude(same).select_related("school")


def repeat_all() -> None:
    """Have every visit say the state of its report. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT visits_repeat_reports()")
