"""Similar cases, for whoever decides: bands of similar schools, and how earlier disagreements ended.

Never which school or person argued what.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Subquery

from sil.framework.models import read_version
from sil.framework.years import label
from sil.memo import remembered

from ..models import Allocation, Position
from ..states import Party

YEARS = 3


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


class _Past(NamedTuple):
    """An allocation that ended: its school and band, and the bands that a dispute was about, if there was one."""

    pk: int
    school: int
    band: str
    superseded_on: date | None
    year: int
    version: str
    disputed: bool
    proposed: str
    wanted: str


def similar(allocation: Allocation) -> list[Similar]:
    """Return the bands of schools of the same phase, in this round and the one before."""
    year = allocation.round.academic_year
    held = [
        row
        for row in _of_the_phase(allocation)
        if row.year >= year - 1 and row.superseded_on is None and row.school != allocation.school_id
    ]
    counts = Counter((row.year, read_version(row.version).band(row.band).name) for row in held)
    names = dict.fromkeys([*(b.name for b in allocation.framework.bands), *(name for _, name in counts)])
    return [Similar(name, counts[year, name], counts[year - 1, name]) for name in names]


def disagreements(allocation: Allocation) -> list[PastDisagreement]:
    """Return how disagreements of schools of the same phase ended in recent rounds: the band proposed, the one the
    school named, the one that holds."""
    disputed = [row for row in _of_the_phase(allocation) if row.disputed and row.pk != allocation.pk]
    counts = Counter((row.year, row.version, row.proposed, row.wanted, row.band) for row in disputed)
    latest_first = sorted(counts.items(), key=lambda item: (item[0][0], item[1]), reverse=True)
    return [_ended(*key, count) for key, count in latest_first]


@remembered
def _of_the_phase(allocation: Allocation) -> Sequence[_Past]:
    """What ended in schools of the same phase in this and the last rounds, with the bands that a dispute was
    about. One query."""
    year = allocation.round.academic_year
    decided = Position.objects.filter(allocation=OuterRef("pk"), party=Party.OFFICER)
    ended = Allocation.objects.filter(
        school__phase=allocation.school.phase, round__academic_year__range=(year - YEARS + 1, year)
    ).exclude(band="")
    said = {"year": F("round__academic_year"), "version": F("round__framework_version__sha256")}
    found = ended.order_by().annotate(
        **said, disputed=Exists(decided), proposed=_last(Party.SIP), wanted=_last(Party.SCHOOL)
    )
    return [_Past(*row) for row in found.values_list(*_Past._fields)]


def _ended(year: int, version: str, proposed: str, wanted: str, outcome: str, count: int) -> PastDisagreement:
    """In the words of the framework of its year."""
    name = read_version(version).names
    return PastDisagreement(label(year), name([proposed]), name([wanted]), name([outcome]), count)


def _last(party: Party) -> Subquery:
    """The band that a side named last."""
    mine = Position.objects.filter(allocation=OuterRef("pk"), party=party, withdrawal=None).order_by("-number")
    return Subquery(mine.values("band")[:1])
