"""Which allocations may this person read, and what do the screens show of them?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from schools.models import Assignment, AssignmentRole, School
from schools.queries import assigned, in_post
from sil.accounts.models import in_force
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.standing import Standing
from sil.deadlines.models import Deadline
from sil.framework.schema import Criterion, Framework, Reading

from .models import Allocation, Mark, Proposal, Round
from .states import SHOWN_TO_GOVERNANCE, SHOWN_TO_LEADS, State


def readable(standing: Standing) -> QuerySet[Allocation]:
    """The allocations a person may read (framework: a band is known to the school and the service).

    A headteacher reads nothing before it is proposed, a chair or clerk nothing before its end.
    """
    found = Allocation.objects.select_related("round__framework_version", "school")
    if standing.may(Permission.ALLOCATIONS_READ_ALL):
        return found
    who, on = standing.user, standing.on
    return found.filter(
        assigned(who, on)
        | in_post(who, on, LEADS) & Q(status__in=SHOWN_TO_LEADS)
        | in_post(who, on, GOVERNANCE) & Q(status__in=SHOWN_TO_GOVERNANCE)
    )


def with_deadline(allocations: QuerySet[Allocation]) -> QuerySet[Any]:
    """Allocations with the day an answer is due, as `answer_due`, while one is."""
    due = Deadline.objects.filter(
        rule="answer",
        subject_table=Allocation._meta.db_table,
        subject_id=Cast(OuterRef("pk"), TextField()),
        met_on__isnull=True,
        replaced=False,
    )
    return allocations.annotate(
        answer_due=Subquery(due.values("due_on")[:1]), answer_basis=Subquery(due.values("basis")[:1])
    )


def with_sip(allocations: QuerySet[Allocation], on: date) -> QuerySet[Any]:
    """Allocations with the name of the school's present partner, as `sip_name`."""
    sip = Assignment.objects.filter(in_force(on), school=OuterRef("school"), role=AssignmentRole.SIP)
    return allocations.annotate(sip_name=Subquery(sip.values("user__name")[:1]))


def with_last_band(allocations: QuerySet[Allocation]) -> QuerySet[Any]:
    """Allocations with the school's band of the year before, as `last_band`."""
    last = Allocation.objects.filter(
        school=OuterRef("school"), round__academic_year=OuterRef("round__academic_year") - 1
    )
    return allocations.annotate(last_band=Subquery(last.values("band")[:1]))


def earlier(allocation: Allocation) -> QuerySet[Allocation]:
    """The ended allocations of the same school in earlier years, the latest first."""
    return (
        Allocation.objects.filter(school=allocation.school, round__academic_year__lt=allocation.round.academic_year)
        .exclude(band="")
        .select_related("round__framework_version")
        .order_by("-round__academic_year")
    )


def open_answer(allocation: Allocation) -> Deadline | None:
    """The period for an answer that runs, if one does."""
    return Deadline.objects.filter(
        rule="answer",
        subject_table=Allocation._meta.db_table,
        subject_id=str(allocation.pk),
        met_on__isnull=True,
        replaced=False,
    ).first()


@dataclass(frozen=True)
class Row:
    """One row of the grid: the criterion, how it was marked, and in which words of the framework."""

    criterion: Criterion
    mark: Mark | None
    readings: tuple[Reading, ...]

    @property
    def bands(self) -> str:
        return " or ".join(self.mark.bands) if self.mark else ""


def grid(framework: Framework, proposal: Proposal) -> list[Row]:
    """A proposal's grid in the order of the framework it was made under."""
    marks = {mark.criterion: mark for mark in proposal.marks.all()}
    return [
        Row(
            criterion,
            marks.get(criterion.id),
            tuple(r for r in criterion.readings if r.bands and set(r.bands) == set(_bands(marks, criterion))),
        )
        for criterion in framework.criteria
    ]


@dataclass(frozen=True)
class Tally:
    band: str
    count: int


def tally(framework: Framework, marked: Collection[Collection[str]]) -> list[Tally]:
    """How many rows fit each band. A row that reads the same for several counts for each."""
    return [Tally(band.name, sum(band.id in bands for bands in marked)) for band in framework.bands]


@dataclass(frozen=True)
class Progress:
    """Where a round stands: how many allocations are in each state."""

    state: State
    count: int


def progress(found: Round) -> list[Progress]:
    counts = dict(found.allocations.values_list("status").annotate(n=Count("pk")).values_list("status", "n"))
    return [Progress(state, counts.get(state, 0)) for state in State]


def distribution(found: Round) -> list[tuple[str, int, int | None]]:
    """Per band of the round: (name, schools this year, schools the year before or None)."""
    now = _by_band(found)
    before = Round.objects.filter(academic_year=found.academic_year - 1).first()
    then = _by_band(before) if before else None
    return [
        (band.name, now.get(band.id, 0), then.get(band.id, 0) if then is not None else None)
        for band in found.framework.bands
    ]


def schools_outside(found: Round, schools: Collection[School]) -> list[School]:
    """Schools in scope that have no allocation in a round."""
    inside = set(found.allocations.values_list("school", flat=True))
    return [school for school in schools if school.pk not in inside]


def for_page(allocations: QuerySet[Allocation]) -> QuerySet[Allocation]:
    """What the page of one allocation reads, in two queries."""
    proposals = Proposal.objects.select_related("proposed_by").prefetch_related("marks")
    return allocations.select_related("agreement__agreed_by", "draft__saved_by").prefetch_related(
        Prefetch("proposals", proposals.order_by("-number"))
    )


def _by_band(found: Round) -> dict[str, int]:
    ended = found.allocations.exclude(band="")
    return dict(ended.values_list("band").annotate(n=Count("pk")).values_list("band", "n"))


def _bands(marks: dict[str, Mark], criterion: Criterion) -> list[str]:
    mark = marks.get(criterion.id)
    return mark.bands if mark else []
