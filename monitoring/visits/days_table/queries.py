"""One row for each school: the days it is allowed, and those used, planned and left in an academic year.

The figures are those that `days.kept` keeps. Where no band is settled yet a school is counted with the band that it had
the year before, at the days which that band gives now (docs/adr/0092).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DecimalField,
    Expression,
    F,
    FilteredRelation,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from schools.models import School
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import framework_on
from sil.framework.schema import Band, Framework
from sil.framework.years import academic_year, first_day, last_day

from ..days.kept import refresh
from ..days.ledger import ZERO, BandPeriod, Ledger
from ..days.owed import partner_of, schools_in_view
from ..days.queries import ledgers_of

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

_DAYS: "DecimalField[Any, Any]" = DecimalField(max_digits=8, decimal_places=1)


class DaysColumns(TypedDict):
    """`band` is the name of the band, blank where there is none to count with, and `band_year` the academic year that
    it was settled for; `settled` says that it is the year's own. `left` is never below zero; `over` is what is used and
    planned beyond `allowed`. `behind` says that a term which has begun by the
    day that is asked about lacks a visit."""

    sip_name: str | None
    band: str
    settled: bool
    band_year: int
    allowed: Decimal
    used: Decimal
    planned: Decimal
    left: Decimal
    over: Decimal
    behind: bool


if TYPE_CHECKING:
    DaysRow = WithAnnotations[School, DaysColumns]


@dataclass(frozen=True)
class Totals:
    """The sums of all rows, in days, and the number of schools that are counted with last year's band."""

    allowed: Decimal
    used: Decimal
    planned: Decimal
    left: Decimal
    over: Decimal
    unsettled: int


def framework_of(year: int) -> Framework | None:
    """Return the framework that holds for an academic year."""
    return framework_on(last_day(year))


def days_of_schools(who: UserRoles, year: int, framework: Framework | None, until: date) -> "QuerySet[DaysRow]":
    """Return the open schools in a person's view with their days in an academic year; `framework` is that year's. Who
    is behind is told by the terms that have begun by `until`."""
    return with_days(schools_in_view(who, framework_on(who.on)), year, framework, who.on).annotate(
        sip_name=partner_of("pk", who.on),
        behind=Case(
            When(of_year__owed_from__lte=until, then=Value(True)), default=Value(False), output_field=BooleanField()
        ),
    )


def with_days(schools: QuerySet[School], year: int, framework: Framework | None, on: date) -> "QuerySet[Any]":
    """Return schools with the columns `band` to `over` of `DaysColumns`. What is stale is counted first.

    A year to come is counted with the band of the present year, or else with the one before.
    """
    before = [year - 1, year - 2] if year > academic_year(on) else [year - 1]
    for each in (year, *before):
        refresh(each)
    rows = schools.annotate(of_year=_counts(year), **{f"in_{each}": _counts(each) for each in before})
    settled = Q(of_year__band__gt="")
    bands = framework.bands if framework else ()
    expected = [(Q(**{f"in_{each}__band": band.name}), band, each) for each in before for band in bands]
    rows = rows.annotate(
        settled=Case(When(settled, then=Value(True)), default=Value(False), output_field=BooleanField()),
        band=Case(
            When(settled, then=F("of_year__band")),
            *(When(of, then=Value(band.name)) for of, band, _ in expected),
            default=Value(""),
            output_field=TextField(),
        ),
        band_year=Case(
            When(settled, then=Value(year)),
            *(When(of, then=Value(each)) for of, _, each in expected),
            default=Value(year),
            output_field=IntegerField(),
        ),
        allowed=_count("allowed")
        + _days(When(settled, then=ZERO), *(When(of, then=Value(band.headline_days)) for of, band, _ in expected)),
        used=_count("used") - _unbanded("used", settled, [of for of, _, _ in expected]),
        planned=_count("planned") - _unbanded("planned", settled, [of for of, _, _ in expected]),
    )
    rest = F("allowed") - F("used") - F("planned")
    return rows.annotate(
        left=Greatest(rest, Value(ZERO), output_field=_DAYS),
        over=_days(When(band="", then=ZERO), default=Greatest(-rest, Value(ZERO), output_field=_DAYS)),
    )


def totals_of(rows: QuerySet[Any]) -> Totals:
    """Return the sums of the rows of `with_days`. One query."""
    names = ("allowed", "used", "planned", "left", "over")
    summed = {f"sum_{name}": Coalesce(Sum(name), Value(ZERO), output_field=_DAYS) for name in names}
    found = rows.order_by().aggregate(**summed, unsettled=Count("pk", filter=Q(settled=False) & ~Q(band="")))
    return Totals(**{name: found[f"sum_{name}"] for name in names}, unsettled=found["unsettled"])


def ledgers_of_rows(rows: "Iterable[DaysRow]", year: int, framework: Framework | None) -> Mapping[int, Ledger]:
    """Return {URN: ledger} of rows, with last year's band where the row has it. One query."""
    rows = list(rows)
    expected = {
        row.pk: BandPeriod(framework, band, first_day(year))
        for row in rows
        if not row.settled and framework and (band := band_named(framework, row.band))
    }
    return ledgers_of([row.pk for row in rows], year, expected)


def band_named(framework: Framework, name: str) -> Band | None:
    """Return the band of a framework by its name."""
    return next((band for band in framework.bands if band.name == name), None)


def _count(name: str) -> Expression:
    return Coalesce(F(f"of_year__{name}"), Value(ZERO), output_field=_DAYS)


def _counts(year: int) -> FilteredRelation:
    return FilteredRelation("days_counts", condition=Q(days_counts__academic_year=year))


def _unbanded(name: str, settled: Q, expected: list[Q]) -> Case:
    """Support beyond the lines, which counts as long as there is no band to count with."""
    most = _count(f"unbanded_{name}")
    return _days(When(settled, then=ZERO), *(When(of, then=most) for of in expected))


def _days(*cases: When, default: Expression | None = None) -> Case:
    return Case(*cases, default=default or Value(ZERO), output_field=_DAYS)
