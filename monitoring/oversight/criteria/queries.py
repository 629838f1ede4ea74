"""Reports that were checked, and how many of them met each criterion of quality, by term; counted in SQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When

from monitoring.visits.models import Report
from monitoring.visits.report.permissions import readable_reports
from monitoring.visits.states import ReportState, VisitState
from sil.accounts.models import RoleGrant, User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.parts import Named

from ..promises.forms import Span
from .forms import MET

# (criterion, words of a term) -> (met, checked)
Found = dict[tuple[str, str], tuple[int, int]]


def checked(who: UserRoles) -> QuerySet[Any]:
    """Return the reports that were checked and that a person may read, but for those that were withdrawn; a partner
    sees those of the visits that they led. With `ended_on`, the last day of the visit."""
    found = Report.objects.filter(readable_reports(who), visit__status=VisitState.HELD).exclude(checked={})
    found = found.exclude(status=ReportState.WITHDRAWN).annotate(ended_on=F("visit__ends_on"))
    return found if who.may(Permission.VISITS_READ_ALL) else found.filter(visit__lead=who.user)


def narrowed(rows: QuerySet[Any], *, partner: str = "", criterion: str = "", result: str = "") -> QuerySet[Any]:
    """Return the reports of who led the visit (a key), judged by a criterion, with a result; blank for all."""
    if partner:
        rows = rows.filter(visit__lead=int(partner))
    if criterion and result:
        return rows.filter(_is(criterion, result == MET))
    return rows.filter(checked__has_key=criterion) if criterion else rows


def within(rows: QuerySet[Any], spans: Iterable[Span]) -> QuerySet[Any]:
    """Return the reports of visits that ended in one of some terms."""
    days = Q(pk__in=())
    for span in spans:
        days |= Q(ended_on__range=(span.first, span.last))
    return rows.filter(days)


def numbers(rows: QuerySet[Any], criteria: Sequence[Named], spans: Sequence[Span]) -> Found:
    """Return how many reports met each criterion, and how many were checked by it, in each term. One query."""
    whens = [When(ended_on__range=(span.first, span.last), then=Value(span.words)) for span in spans]
    term = Case(*whens, output_field=TextField())
    columns = {}
    for place, each in enumerate(criteria):
        columns[f"met_{place}"] = Count("pk", filter=_is(each.id, True))
        columns[f"of_{place}"] = Count("pk", filter=Q(checked__has_key=each.id))
    parted = within(rows, spans).order_by().annotate(term=term).values("term").annotate(**columns)
    return {
        (each.id, row["term"]): (row[f"met_{place}"], row[f"of_{place}"])
        for row in parted
        for place, each in enumerate(criteria)
    }


def leads_of(rows: QuerySet[Any]) -> list[tuple[int, str]]:
    """Return who led the visits of some reports, by name: (key, name). One query."""
    # Whoever led a visit was given a role once. One report of each of these few is looked for, not all reports read.
    one = Subquery(rows.order_by().filter(visit__lead=OuterRef("pk")).values("pk")[:1])
    found = User.objects.filter(pk__in=RoleGrant.objects.values("user")).alias(one=one).filter(one__isnull=False)
    return list(found.order_by("name", "pk").values_list("pk", "name"))


def _is(criterion: str, met: bool) -> Q:
    return Q(checked__contains={criterion: met})
