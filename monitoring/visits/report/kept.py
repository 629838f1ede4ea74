"""Keep the figures of reports, so that the list of everybody's need not read every report.

The rule stands in `figures`. The database marks the year of who led a visit as stale in the very transaction that
changes a record of it (migration 0013), and `refresh` counts again what is stale, or what no longer holds because a day
has passed (docs/adr/0075).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Exists, F, FloatField, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, NullIf

from sil.accounts.models import User

from ..models import ReportFigures, ReportsCount
from ..terms.queries import AllTerms
from .figures import Figures, ReportFacts, figures, holds_until
from .queries import for_figures

# People who are counted in one transaction.
BATCH = 100


def figures_of(year: int, on: date) -> QuerySet[ReportFigures]:
    """Return the figures of an academic year, with the mean of days to issue as `mean`."""
    refresh(year, on)
    mean = Cast(F("days"), FloatField()) / NullIf(Cast(F("issued"), FloatField()), 0.0)
    return ReportFigures.objects.filter(academic_year=year).select_related("lead").annotate(mean=mean)


def refresh(year: int, on: date) -> int:
    """Count the figures of a year again that no longer hold. Return of how many people. One query where all do."""
    stale = list(_stale(year, on).order_by("lead").values_list("lead", flat=True))
    return sum(_recount(stale[first : first + BATCH], year, on) for first in range(0, len(stale), BATCH))


def drift(year: int, on: date) -> list[int]:
    """Return the keys of the people whose figures are not what is counted of their reports now: a fault, where there
    are any."""
    refresh(year, on)
    leads = list(User.objects.order_by("pk").values_list("pk", flat=True))
    kept, counted = defaultdict(set), defaultdict(set)
    for row in ReportFigures.objects.filter(academic_year=year):
        kept[row.lead_id].add(_fields(row))
    for row in _rows(for_figures(leads, year), on):
        counted[row.lead_id].add(_fields(row))
    return [lead for lead in leads if kept[lead] != counted[lead]]


def first_year() -> int:
    """Return the first academic year of a visit on record, or a year to come where there is none."""
    return ReportsCount.objects.aggregate(year=Min("academic_year"))["year"] or date.max.year


def latest_year() -> int:
    """Return the last academic year of a visit on record, or 0 where there is none."""
    return ReportsCount.objects.aggregate(year=Max("academic_year"))["year"] or 0


def leads_of(year: int) -> QuerySet[User]:
    """Return everyone with figures in a year, by name."""
    theirs = ReportFigures.objects.filter(lead=OuterRef("pk"), academic_year=year)
    return User.objects.filter(Exists(theirs)).order_by("name", "pk")


def _stale(year: int, on: date) -> QuerySet[ReportsCount]:
    return ReportsCount.objects.filter(Q(is_stale=True) | Q(holds_until__lt=on), academic_year=year)


@transaction.atomic
def _recount(leads: list[int], year: int, on: date) -> int:
    """Whoever changes a record meanwhile waits at the mark, or is waited for here: so no change goes uncounted."""
    marked = _stale(year, on).filter(lead__in=leads).order_by("lead").select_for_update(of=("self",))
    locked = list(marked.values_list("lead", flat=True))
    if not locked:
        return 0
    by_lead: dict[int, list[ReportFacts]] = defaultdict(list)
    for report in for_figures(locked, year):
        by_lead[report.lead].append(report)
    ReportsCount.objects.bulk_create(
        [
            ReportsCount(lead_id=lead, academic_year=year, is_stale=False, holds_until=holds_until(by_lead[lead], on))
            for lead in locked
        ],
        update_conflicts=True,
        unique_fields=["lead", "academic_year"],
        update_fields=["is_stale", "holds_until"],
    )
    ReportFigures.objects.filter(lead__in=locked, academic_year=year).delete()
    ReportFigures.objects.bulk_create(_rows((report for found in by_lead.values() for report in found), on))
    return len(locked)


def _rows(reports: Iterable[ReportFacts], on: date) -> list[ReportFigures]:
    return [_row(found) for found in figures(reports, AllTerms(), on)]


def _row(found: Figures) -> ReportFigures:
    counted = {name: getattr(found, name) for name in ("written", "checked", "returned", "issued", "late", "days")}
    return ReportFigures(lead_id=found.lead, academic_year=found.year, term=found.term, since=found.since, **counted)


def _fields(row: ReportFigures) -> tuple[object, ...]:
    return tuple(getattr(row, field.attname) for field in row._meta.local_fields if not field.primary_key)
