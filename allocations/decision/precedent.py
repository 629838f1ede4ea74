"""Similar cases, for whoever decides: bands of similar schools, and how earlier disagreements ended.

Never which school or person argued what.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, OuterRef, QuerySet, Subquery

from sil.framework.models import read_version
from sil.framework.years import label

from ..models import Allocation, Position
from ..states import Party

YEARS = 3
_YEAR, _VERSION = "round__academic_year", "round__framework_version__sha256"


@dataclass(frozen=True)
class Similar:
    """The number of similar schools that hold a band this year and held it the year before."""

    band: str
    now: int
    then: int


@dataclass(frozen=True)
class PastDisagreement:
    """One way in which disagreements ended, and how often."""

    year: str
    proposed: str
    wanted: str
    outcome: str
    count: int


def similar(allocation: Allocation) -> list[Similar]:
    """Return the bands of schools of the same phase, in this round and the one before. One query."""
    year = allocation.round.academic_year
    held = _of_the_phase(allocation, since=year - 1).filter(superseded_on__isnull=True)
    rows = held.exclude(school=allocation.school_id).values_list(_YEAR, _VERSION, "band").annotate(n=Count("pk"))
    counts: Counter[tuple[int, str]] = Counter()
    for of, version, band, number in rows:
        counts[of, read_version(version).band(band).name] += number
    names = dict.fromkeys([*(b.name for b in allocation.framework.bands), *(name for _, name in counts)])
    return [Similar(name, counts[year, name], counts[year - 1, name]) for name in names]


def disagreements(allocation: Allocation) -> list[PastDisagreement]:
    """Return how disagreements of schools of the same phase ended in recent rounds: the band proposed, the one the
    school named, the one that holds; the latest year and what was most frequent first. One query."""
    decided = Position.objects.filter(party=Party.OFFICER).values("allocation")
    recent = _of_the_phase(allocation, since=allocation.round.academic_year - YEARS + 1)
    disputed = recent.filter(pk__in=decided).exclude(pk=allocation.pk)
    said = disputed.annotate(proposed=_last(Party.SIP), wanted=_last(Party.SCHOOL))
    rows = said.values_list(_YEAR, _VERSION, "proposed", "wanted", "band").annotate(n=Count("pk"))
    return [_ended(*row) for row in rows.order_by(f"-{_YEAR}", "-n", "proposed", "wanted", "band")]


def _of_the_phase(allocation: Allocation, *, since: int) -> QuerySet[Allocation]:
    """Return what ended in schools of the same phase in the rounds from a year on to the allocation's own."""
    years = (since, allocation.round.academic_year)
    ended = Allocation.objects.filter(school__phase=allocation.school.phase, round__academic_year__range=years)
    return ended.exclude(band="").order_by()


def _ended(year: int, version: str, proposed: str, wanted: str, outcome: str, count: int) -> PastDisagreement:
    """In the words of the framework of its year."""
    name = read_version(version).names
    return PastDisagreement(label(year), name([proposed]), name([wanted]), name([outcome]), count)


def _last(party: Party) -> Subquery:
    """The band that a side named last."""
    mine = Position.objects.filter(allocation=OuterRef("pk"), party=party, withdrawal=None).order_by("-number")
    return Subquery(mine.values("band")[:1])
