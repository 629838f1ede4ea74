"""What came of similar cases? For whoever decides: bands of similar schools, and how earlier
disagreements ended, without saying which school or person argued what.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from sil.framework.models import read_version
from sil.framework.years import label

from .models import Allocation, Position
from .states import Party

YEARS = 3


@dataclass(frozen=True)
class Similar:
    """How many similar schools hold a band this year and held it the year before."""

    band: str
    now: int
    then: int


@dataclass(frozen=True)
class Ended:
    """One way in which disagreements ended, and how often."""

    year: str
    proposed: str
    wanted: str
    outcome: str
    count: int


def similar(allocation: Allocation) -> list[Similar]:
    """The bands that hold in schools of the same phase, this round and the one before."""
    year = allocation.round.academic_year
    held = (
        Allocation.objects.filter(
            school__phase=allocation.school.phase,
            round__academic_year__in=(year, year - 1),
            superseded_on__isnull=True,
        )
        .exclude(band="")
        .exclude(school=allocation.school)
        .values_list("round__academic_year", "round__framework_version__sha256", "band")
    )
    counts = Counter((found, read_version(version).band(band).name) for found, version, band in held)
    names = dict.fromkeys([*(b.name for b in allocation.framework.bands), *(name for _, name in counts)])
    return [Similar(name, counts[year, name], counts[year - 1, name]) for name in names]


def disagreements(allocation: Allocation) -> list[Ended]:
    """How disagreements of schools of the same phase ended in this and the last rounds: which band
    was proposed, which the school named, which came to hold."""
    year = allocation.round.academic_year
    disputed = (
        Allocation.objects.filter(
            school__phase=allocation.school.phase,
            round__academic_year__range=(year - YEARS + 1, year),
            positions__party=Party.OFFICER,
        )
        .exclude(band="")
        .exclude(pk=allocation.pk)
        .annotate(proposed=_last(Party.SIP), wanted=_last(Party.SCHOOL))
        .values_list("round__academic_year", "round__framework_version__sha256", "proposed", "wanted", "band")
        .order_by("pk")
        .distinct("pk")
    )
    counts = Counter(disputed)
    latest_first = sorted(counts.items(), key=lambda item: (item[0][0], item[1]), reverse=True)
    return [_ended(*key, count) for key, count in latest_first]


def _ended(year: int, version: str, proposed: str, wanted: str, outcome: str, count: int) -> Ended:
    """In the words of the framework of its year."""
    name = read_version(version).names
    return Ended(label(year), name([proposed]), name([wanted]), name([outcome]), count)


def _last(party: Party) -> Subquery:
    """The band that a side named last."""
    mine = Position.objects.filter(allocation=OuterRef("pk"), party=party).order_by("-number")
    return Subquery(mine.values("band")[:1])
