"""Queries of allocations: those a person may read, their positions, settlements and periods."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from schools.models import School
from schools.queries import assigned, holders, in_post
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.models import Deadline
from sil.deadlines.rules import due, recorded_calendar
from sil.framework.schema import Framework, Period
from sil.memo import remembered
from sil.workflow import Transition

from ..models import Allocation, Draft, Position, Settlement
from ..states import SHOWN_TO_GOVERNANCE, SHOWN_TO_LEADS, Party

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class DeadlineColumns(TypedDict):
    """What `with_deadline` adds: the day and the basis of the answer or decision that is owed."""

    due_on: date | None
    due_basis: str | None


class DraftColumns(TypedDict):
    """What `for_page` adds: the parties that are writing a draft, and the keys of who saved them."""

    drafted_for: list[str]
    drafted_by: list[int]


if TYPE_CHECKING:
    AllocationWithDeadline = WithAnnotations[Allocation, DeadlineColumns]
    AllocationOnPage = WithAnnotations[Allocation, DraftColumns]


def readable(who: UserRoles) -> QuerySet[Allocation]:
    """The allocations a person may read (framework: a band is known to the school and the service).

    A headteacher reads nothing before it is proposed, a chair or clerk nothing before its end.
    """
    found = Allocation.objects.select_related("round__framework_version", "school")
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return found
    user, on = who.user, who.on
    return found.filter(
        assigned(user, on)
        | in_post(user, on, LEADS) & Q(status__in=SHOWN_TO_LEADS)
        | in_post(user, on, GOVERNANCE) & Q(status__in=SHOWN_TO_GOVERNANCE)
    )


def with_deadline(allocations: QuerySet[Allocation]) -> "QuerySet[AllocationWithDeadline]":
    """Allocations with what is owed next, as `due_on` and `due_basis`: an answer of the school or a
    decision, while one is."""
    owed = Deadline.objects.running().filter(
        rule__in=("answer", "decision"),
        subject_table=Allocation._meta.db_table,
        subject_id=Cast(OuterRef("pk"), TextField()),
    )
    return allocations.annotate(
        due_on=Subquery(owed.values("due_on")[:1]), due_basis=Subquery(owed.values("basis")[:1])
    )


def earlier(allocation: Allocation) -> QuerySet[Allocation]:
    """The ended allocations of the same school in earlier years, the latest first."""
    return (
        Allocation.objects.filter(
            school=allocation.school,
            round__academic_year__lt=allocation.round.academic_year,
            superseded_on__isnull=True,
        )
        .exclude(band="")
        .select_related("round__framework_version")
        .order_by("-round__academic_year")
    )


def open_period(allocation: Allocation, rule: str) -> Deadline | None:
    """The period that runs for an allocation under a rule: `answer`, `decision` or `contest`."""
    return open_periods(allocation).get(rule)


@remembered
def open_periods(allocation: Allocation) -> dict[str, Deadline]:
    """Every period that runs for an allocation, by rule, in one query."""
    found = Deadline.objects.running().filter(subject_table=Allocation._meta.db_table, subject_id=str(allocation.pk))
    return {deadline.rule: deadline for deadline in found}


# How a period reads where it is not the one the framework words: (what for, what starts it).
_WORDED = {
    "decide": ("Answer to the decision", "the day of the decision"),
    "record_agreement": ("Objection to a recorded agreement", "the day it was recorded"),
    "confirm": ("Referral of a confirmed band", "the day it was confirmed"),
    "refer": ("Decision on a referral", "the day it is referred"),
}


def period_of(framework: Framework, row: Transition) -> Period | None:
    """The framework's period that a transition starts, in the words of the act. To object to a band
    one has as long as for an answer."""
    periods = framework.periods
    period = {"answer": periods.answer, "contest": periods.answer, "decision": periods.decision}.get(row.starts)
    if period is None or row.action not in _WORDED:
        return period
    name, trigger = _WORDED[row.action]
    return period.model_copy(update={"name": name, "trigger": trigger})


def planned_period(framework: Framework, row: Transition, on: date) -> Deadline | None:
    """The period that a transition would start on a day, for a preview; nothing is stored."""
    period = period_of(framework, row)
    if period is None:
        return None
    found = due(row.starts, period, on, calendar=recorded_calendar())
    return Deadline(rule=row.starts, starts_on=on, due_on=found.due, basis=found.basis)


def proposal_of(allocation: Allocation) -> Position:
    """The proposal of an allocation that was proposed."""
    assert allocation.proposal is not None, "it was proposed, so there is a proposal"
    return allocation.proposal


def last_position(allocation: Allocation, party: Party) -> Position | None:
    """What a side put forward last. Reads what was prefetched, where it was."""
    mine = [position for position in allocation.positions.all() if position.party == party]
    return max(mine, key=lambda position: position.number, default=None)


def last_positions(allocation: Allocation) -> list[Position]:
    """The last position of each side, in the order in which the process hears them."""
    return [position for party in Party if (position := last_position(allocation, party)) is not None]


def position_that_waits(allocation: Allocation) -> Position | None:
    """The position that the school is asked to answer: the decision where there is one."""
    if allocation.is_decided:
        return last_position(allocation, Party.OFFICER)
    return last_position(allocation, Party.SIP) if allocation.awaits_school else None


@remembered
def settlement_of(allocation: Allocation) -> Settlement | None:
    """How the band that holds came to hold; None while the allocation is open."""
    if not allocation.has_ended:
        return None
    return allocation.settlements.select_related("made_by", "position").order_by("-pk").first()


def lead_name(school: School, on: date) -> str:
    """Who leads a school on a day, by name."""
    post = holders(school, on, LEADS).first()
    return post.user.name if post else ""


def for_page(allocations: QuerySet[Allocation]) -> "QuerySet[AllocationOnPage]":
    """What the page of one allocation reads, in a few queries; `drafted_for` names the sides that are
    writing, `drafted_by` the people."""
    positions = Position.objects.select_related("taken_by").prefetch_related("marks")
    drafts = Draft.objects.filter(allocation=OuterRef("pk"))
    return (
        allocations.select_related("reviews", "proposal")
        .prefetch_related(Prefetch("positions", positions))
        .annotate(
            drafted_for=ArraySubquery(drafts.values("party")), drafted_by=ArraySubquery(drafts.values("saved_by"))
        )
    )
