"""What was done for each priority of the framework, by phase, and the visits with their tags. Counted in SQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from sil.accounts.user_roles import UserRoles
from sil.framework.parts import Named
from sil.framework.queries import version_for
from sil.web.lists.listing import Column

from ..states import VisitState
from ..visit.queries import readable
from .sources import Figures, Period, Source

# In an address, where a record has none of the priorities.
UNTAGGED = "none"
NO_DAYS = Decimal(0)


@dataclass(frozen=True)
class Done:
    """What was done for a priority, in all and by phase as the columns go; `name` says which it is."""

    slug: str
    name: str
    total: Figures
    by_phase: tuple[Figures, ...]


def priorities_of(year: int) -> tuple[Named, ...]:
    """The priorities of the framework of an academic year; none without one."""
    version = version_for(year)
    return version.framework.priorities if version else ()


def done(source: Source, who: UserRoles, period: Period, priorities: Sequence[Named]) -> tuple[list[str], list[Done]]:
    """The phases that have records, and what was done for each priority, the last row without any. A record with two
    priorities counts for both. One query."""
    named = [*((each.id, each.name) for each in priorities), (UNTAGGED, "No priority")]
    conditions = [tagged_with(slug, priorities) for slug, _ in named]
    counts: dict[str, Any] = {}
    for place, condition in enumerate(conditions):
        counts[f"schools_{place}"] = Count("urn", distinct=True, filter=condition)
        counts[f"records_{place}"] = Count("pk", filter=condition)
        counts[f"days_{place}"] = Coalesce(Sum("counted_days", filter=condition), NO_DAYS, output_field=DecimalField())
    rows = list(source.rows(who, period).order_by().values("phase_counted").annotate(**counts))
    rows.sort(key=lambda row: row["phase_counted"])
    found = []
    for place, (slug, name) in enumerate(named):
        by_phase = tuple(
            Figures(row[f"schools_{place}"], row[f"records_{place}"], row[f"days_{place}"]) for row in rows
        )
        found.append(Done(slug, name, _sum(by_phase), by_phase))
    return [row["phase_counted"] for row in rows], found


def tagged_with(slug: str, priorities: Iterable[Named]) -> Q:
    """A condition on the rows of a source: they have a priority, or for UNTAGGED none of those there are."""
    if slug != UNTAGGED:
        return Q(tagged__contains=[slug])
    any_of = Q()
    for each in priorities:
        any_of |= Q(tagged__contains=[each.id])
    return ~any_of


def _sum(figures: Sequence[Figures]) -> Figures:
    """A school has one phase, so that schools add up."""
    return Figures(
        sum(each.schools for each in figures),
        sum(each.records for each in figures),
        sum((each.days for each in figures), NO_DAYS),
    )


def _visits(who: UserRoles, period: Period) -> QuerySet[Any]:
    """The visits held that began in a period; a telephone call or an email is none."""
    found = readable(who).filter(status=VisitState.HELD, starts_on__range=(period.first, period.last), days__gt=0)
    return found.annotate(
        tagged=F("priorities"), urn=F("school"), phase_counted=F("school__phase"), counted_days=F("days")
    )


VISITS = Source(
    slug="visits",
    order=10,
    one="visit",
    many="visits",
    rows=_visits,
    columns=(
        Column(slug="date", label="Day", order=("starts_on",), value=lambda visit: visit.starts_on),
        Column(slug="school", label="School", order=("school__name",), value=lambda visit: visit.school.name),
        Column(slug="phase", label="Phase", order=("school__phase",), value=lambda visit: visit.school.phase),
        Column(slug="kind", label="Kind", value=lambda visit: visit.kind_name),
        Column(slug="lead", label="Lead", order=("lead__name",), value=lambda visit: visit.lead.name),
        Column(slug="days", label="Days", order=("days",), value=lambda visit: visit.days, numeric=True),
    ),
    sort="-date",
)
