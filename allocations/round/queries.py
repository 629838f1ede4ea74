"""Queries of rounds: progress, bands of this year and last, schools to add."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from schools.models import Assignment, AssignmentRole, School
from schools.queries import can_act, open_schools
from sil.accounts.models import User
from sil.framework.models import read_version
from sil.framework.schema import Framework
from sil.made_once.questions import made_once
from sil.memo import remembered

from ..models import Allocation, Round, RoundTally, SchoolToCompare
from ..states import AWAITING_SCHOOL, AWAITING_SIP, OPEN, RoundState, State, in_words, states_to_list

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class SipColumn(TypedDict):
    sip_name: str | None


class LastBandColumns(TypedDict):
    """The id of the band of the year before, and the sha256 of the framework version that names it."""

    last_band: str | None
    last_version: str | None


if TYPE_CHECKING:
    AllocationWithSip = WithAnnotations[Allocation, SipColumn]
    AllocationWithLastBand = WithAnnotations[Allocation, LastBandColumns]


def with_sip(allocations: QuerySet[Allocation], on: date) -> "QuerySet[AllocationWithSip]":
    """Add the name of the school's present partner, as `sip_name`."""
    sip = Assignment.objects.filter(can_act(on), school=OuterRef("school"), role=AssignmentRole.SIP)
    return allocations.annotate(sip_name=Subquery(sip.values("user__name")[:1]))


def with_last_band(allocations: QuerySet[Allocation]) -> "QuerySet[AllocationWithLastBand]":
    """Add the school's band of the year before, as `last_band`."""
    last = Allocation.objects.filter(
        school=OuterRef("school"),
        round__academic_year=OuterRef("round__academic_year") - 1,
        superseded_on__isnull=True,
    ).exclude(band="")
    return allocations.annotate(
        last_band=Subquery(last.values("band")[:1]),
        last_version=Subquery(last.values("round__framework_version__sha256")[:1]),
    )


def last_band_name(allocation: "AllocationWithLastBand") -> str:
    """Return the name of the band that `with_last_band` found, in the framework of its own year."""
    if not allocation.last_band or not allocation.last_version:
        return ""
    return read_version(allocation.last_version).band(allocation.last_band).name


def schools_for(framework: Framework) -> QuerySet[School]:
    """Return the schools that get an allocation under a framework."""
    found = open_schools(framework.authority.code, academies=framework.allocation.academies)
    return found.order_by("pk")


def open_allocations(found: Round) -> QuerySet[Allocation]:
    """Return the allocations of a round that have not ended."""
    return found.allocations.filter(status__in=OPEN).select_related("school", "round__framework_version")


@dataclass(frozen=True)
class Progress:
    """The number of allocations in a state, and the words of the state."""

    state: State
    words: str
    count: int


# For each band (name, schools this year, schools the year before). None where the year has no round or no such band,
# since each year's framework names its own.
Distribution = list[tuple[str, int | None, int | None]]


def progress_of(rounds: Iterable[Round]) -> list[tuple[Round, list[Progress]]]:
    """Return rounds with the number of their allocations in each state. One query."""
    there = list(rounds)
    rows = RoundTally.objects.filter(round__in=there).order_by().values_list("round", "status")
    counts = {(pk, status): number for pk, status, number in rows.annotate(n=Sum("number"))}
    return [(each, _progress(each, {state: counts.get((each.pk, state), 0) for state in State})) for each in there]


def progress_and_bands(found: Round) -> tuple[list[Progress], Distribution]:
    """Return the number of a round's allocations in each state, and its bands beside those of the year before. One
    query for all."""
    years = (found.academic_year, found.academic_year - 1)
    rows = Round.objects.filter(academic_year__in=years).order_by()
    named = ("academic_year", "framework_version__sha256", "tally__status", "tally__band", "tally__holds")
    states: dict[str, int] = defaultdict(int)
    bands: dict[int, dict[str, int]] = {}
    for year, sha256, status, band, holds, number in rows.values_list(*named).annotate(Sum("tally__number")):
        names = {each.id: each.name for each in read_version(sha256).bands}
        there = bands.setdefault(year, dict.fromkeys(names.values(), 0))
        if band in names and holds:
            there[names[band]] += number
        if year == found.academic_year and status:
            states[status] += number
    now, then = (bands.get(year, {}) for year in years)
    both = [(name, now.get(name), then.get(name)) for name in dict.fromkeys([*now, *then])]
    return _progress(found, states), both


@made_once
def progress_with_late(found: Round, on: date) -> QuerySet[RoundTally, tuple[str, int, int]]:
    """Return the number of a round's allocations in each state that there are any in, each beside the number of all
    answers that are late."""
    late = Allocation.objects.filter(round=found, status__in=AWAITING_SCHOOL, due_on__lt=on).order_by()
    number = Subquery(late.values("round").annotate(n=Count("pk")).values("n"))
    rows = RoundTally.objects.filter(round=found).order_by().values_list("status")
    return rows.annotate(number=Sum("number"), late=Coalesce(number, 0))


def _progress(found: Round, counts: Mapping[str, int]) -> list[Progress]:
    words = found.framework
    return [Progress(state, in_words(state, words), counts.get(state, 0)) for state in states_to_list(counts)]


def partners_to_remind(found: Round, on: date) -> list[tuple[User, int]]:
    """Return the partners who have schools of a round to propose for, with their number. Two queries."""
    schools = found.allocations.filter(status__in=AWAITING_SIP).values("school")
    theirs = Assignment.objects.filter(can_act(on), role=AssignmentRole.SIP, school__in=schools).order_by()
    numbers = dict(theirs.values_list("user").annotate(n=Count("school", distinct=True)))
    return [(person, numbers[person.pk]) for person in User.objects.filter(pk__in=numbers).order_by("name")]


def waiting_for_schools(found: Round) -> QuerySet[Allocation]:
    """Return the allocations of a round that wait for the answer of a school which is open, by its name."""
    waiting = found.allocations.filter(status__in=AWAITING_SCHOOL, school__is_open=True)
    return waiting.select_related("round__framework_version", "school").order_by("school__name", "pk")


def answers_owed(found: Round, on: date) -> dict[str, int]:
    """Return how many schools owe an answer, and how many of them are late: {"all": 12, "late": 3}. One query."""
    return waiting_for_schools(found).order_by().aggregate(all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))


def schools_to_add(found: Round) -> QuerySet[School]:
    """Return the schools that should have an allocation and have none in a round: they opened after it did."""
    return _lacking(found, schools_for(found.framework).filter(pk__in=_may_be_out_of_step(found)[0])).order_by("name")


@remembered
def rounds_of(year: int) -> Sequence[Round]:
    """Return the round of an academic year, if there is one, and every other open round."""
    return list(_rounds_of(year))


@made_once
def _rounds_of(year: int) -> QuerySet[Round]:
    wanted = Q(academic_year=year) | Q(status=RoundState.OPEN)
    return Round.objects.filter(wanted).select_related("framework_version")


def no_longer_needed(found: Round) -> QuerySet[Allocation]:
    """Return the open allocations of schools that no longer get one: they closed or changed."""
    gone = _needless(
        open_allocations(found).filter(school__in=_may_be_out_of_step(found)[1]), schools_for(found.framework)
    )
    return gone.select_related(None).select_related("school").only("round", "school__name")


def out_of_step(found: Round) -> Sequence[tuple[str, int | None]]:
    """Return the names of the schools that a round lacks an allocation for, with None, and of those whose allocation it
    no longer needs, with its key. One query for the schools that changed, and one for both where there are any."""
    rows = [(name, needless) for _, name, needless in out_of_step_among(found, *_may_be_out_of_step(found))]
    return sorted(rows, key=lambda row: (row[0], row[1] or 0))


def out_of_step_among(
    found: Round, may_lack: list[int], may_be_needless: list[int]
) -> Iterable[tuple[int, str, int | None]]:
    """Return the key and the name of the schools that a round lacks an allocation for, with None, and of those whose
    allocation it no longer needs, with its key: each of some schools, by their keys. One query; none without keys."""
    if not (may_lack or may_be_needless):
        return ()
    framework = found.framework
    return _out_of_step(found, framework.authority.code, framework.allocation.academies, may_lack, may_be_needless)


@remembered
def _may_be_out_of_step(found: Round) -> tuple[list[int], list[int]]:
    """The keys of the schools that a round may lack an allocation for, and of those whose allocation it may no longer
    need. No other school is out of step with it (`round.kept`)."""
    rows = SchoolToCompare.objects.filter(Q(round=found) | Q(round=None)).order_by().values_list("school", "lacks")
    there = list(rows)
    return [key for key, lacks in there if lacks is not False], [key for key, lacks in there if not lacks]


@made_once
def _out_of_step(
    found: Round, la_code: str, academies: bool, may_lack: list[int], may_be_needless: list[int]
) -> QuerySet[Any, tuple[int, str, int | None]]:
    schools = open_schools(la_code, academies=academies)
    lacking = _lacking(found, schools.filter(pk__in=may_lack)).order_by()
    under_way = Allocation.objects.filter(round=found, status__in=OPEN, school__in=may_be_needless)
    needless = _needless(under_way, schools).order_by().values_list("school", "school__name", "pk")
    none = lacking.annotate(needless_id=Value(None, BigIntegerField())).values_list("pk", "name", "needless_id")
    return none.union(needless, all=True)


def _lacking(found: Round, schools: QuerySet[School]) -> QuerySet[School]:
    inside = Allocation.objects.filter(round=found, school=OuterRef("pk")).exclude(status=State.WITHDRAWN)
    return schools.filter(~Exists(inside))


def _needless(under_way: QuerySet[Allocation], schools: QuerySet[School]) -> QuerySet[Allocation]:
    return under_way.filter(~Exists(schools.filter(pk=OuterRef("school"))))
