"""A round at a glance: how far each partner, phase or type of school is, how bands moved, and bands over the years."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Count, F, OuterRef, QuerySet, Subquery, Sum, When

from schools.models import Assignment, AssignmentRole
from schools.queries import can_act
from sil.framework.models import read_version
from sil.framework.schema import Band, Framework
from sil.framework.years import label

from ..allocation.queries import of_each_school, with_bands
from ..models import Round, RoundTally
from ..states import AWAITING_MODERATOR, AWAITING_SCHOOL, AWAITING_SIP, HOLDING, IN_DISPUTE

# What a round can be looked at by: the words, and the filter of the list of its allocations.
BY = {"partner": "", "phase": "phase", "type": ""}
YEARS = 5
NOBODY, NONE = "nobody", "no band"


@dataclass(frozen=True)
class Group:
    """How far the schools of one partner, phase or type are. `query` leads to them, blank where no filter does."""

    name: str
    query: str
    schools: int
    to_propose: int
    to_check: int
    to_answer: int
    late: int
    disputed: int
    settled: int


@dataclass(frozen=True)
class Move:
    """The schools that were in one band and are, or are proposed to be, in another."""

    then: str
    now: str
    number: int
    stays: bool


@dataclass(frozen=True)
class Matrix:
    """Moves from last year's bands (rows) to this year's (columns), by name."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Move, ...]], ...]

    @property
    def moved(self) -> int:
        """How many schools are in another band than the year before, of those that had one in both."""
        return sum(m.number for _, moves in self.rows for m in moves if not m.stays and NONE not in (m.then, m.now))

    @property
    def stayed(self) -> int:
        return sum(move.number for _, moves in self.rows for move in moves if move.stays)


@dataclass(frozen=True)
class Board:
    """Everything that the page shows of a round."""

    groups: tuple[Group, ...]
    total: Group
    matrix: Matrix


def board(found: Round, by: str, on: date) -> Board:
    """Return a round at a glance on a day, by one of `BY`. Each school counts once, with the allocation that holds or
    is open; a review counts once it is settled. One query."""
    rows = list(_rows(found, by, on))
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["named"] or (NOBODY if by == "partner" else "not known")].append(row)
    ordered = sorted(groups.items(), key=lambda group: (group[0] == NOBODY, group[0]))
    return Board(
        tuple(_group(name, each, by) for name, each in ordered),
        _group("All schools", rows, ""),
        _matrix(found.framework, rows),
    )


def _rows(found: Round, by: str, on: date) -> QuerySet[Any, Any]:
    """Numbers of allocations by what they are looked at by, state, band now and then, and lateness."""
    sip = Assignment.objects.filter(can_act(on), school=OuterRef("school"), role=AssignmentRole.SIP)
    named = {
        "partner": Subquery(sip.order_by("pk").values("user__name")[:1]),
        "phase": F("school__phase"),
        "type": F("school__type_name"),
    }
    late = Case(When(status__in=AWAITING_SCHOOL, due_on__lt=on, then=True), default=False, output_field=BooleanField())
    return (
        with_bands(of_each_school(found), found.academic_year)
        .annotate(named=named[by], late=late)
        .order_by()
        .values("named", "status", "now", "then", "then_version", "late")
        .annotate(number=Count("pk"))
    )


def _group(name: str, rows: Iterable[Mapping[str, Any]], by: str) -> Group:
    numbers: Counter[str] = Counter()
    late = 0
    for row in rows:
        numbers[row["status"]] += row["number"]
        late += row["number"] if row["late"] else 0

    def of(states: Iterable[str]) -> int:
        return sum(numbers[state] for state in states)

    key = BY.get(by, "")
    return Group(
        name=name,
        query=f"{key}={name}" if key else "",
        schools=numbers.total(),
        to_propose=of(AWAITING_SIP),
        to_check=of(AWAITING_MODERATOR),
        to_answer=of(AWAITING_SCHOOL),
        late=late,
        disputed=of(IN_DISPUTE),
        settled=of(HOLDING),
    )


def _matrix(framework: Framework, rows: Iterable[Mapping[str, Any]]) -> Matrix:
    numbers: Counter[tuple[str, str]] = Counter()
    thens: dict[str, None] = {}
    for row in rows:
        then = NONE
        if row["then"]:
            version = read_version(row["then_version"])
            thens.update(dict.fromkeys(band.name for band in version.bands))
            then = version.band(row["then"]).name
        now = framework.band(row["now"]).name if row["now"] else NONE
        numbers[then, now] += row["number"]
    columns = (*(band.name for band in framework.bands), NONE)
    return Matrix(
        columns,
        tuple(
            (then, tuple(Move(then, now, numbers[then, now], then == now != NONE) for now in columns))
            for then in (*(thens or dict.fromkeys(band.name for band in framework.bands)), NONE)
        ),
    )


@dataclass(frozen=True)
class Year:
    """How many schools held each band of an academic year's framework, in its order."""

    label: str
    bands: tuple[tuple[Band, int], ...]

    @property
    def schools(self) -> int:
        return sum(number for _, number in self.bands)


def bands_of_years(found: Round) -> Sequence[Year]:
    """Return the bands that held in a round and in those before it, the earliest first. One query."""
    rows = (
        RoundTally.objects.filter(holds=True, round__academic_year__lte=found.academic_year)
        .exclude(band="")
        .filter(round__academic_year__gt=found.academic_year - YEARS)
        .order_by()
        .values_list("round__academic_year", "round__framework_version__sha256", "band")
        .annotate(number=Sum("number"))
    )
    years: dict[int, tuple[str, Counter[str]]] = {}
    for year, sha256, band, number in rows:
        years.setdefault(year, (sha256, Counter()))[1][band] += number
    return [
        Year(label(year), tuple((band, numbers[band.id]) for band in read_version(sha256).bands))
        for year, (sha256, numbers) in sorted(years.items())
        if numbers.total()
    ]
