"""Queries of allocations: those a person may read, their positions, settlements and periods."""

from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from schools.models import Post, School
from schools.queries import assigned, holders, in_office, in_post
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.kept import last_of
from sil.deadlines.models import Deadline
from sil.deadlines.rules import due, recorded_calendar
from sil.deadlines.working_days import ONE_DAY, CalendarIncomplete, end_of_period
from sil.framework.periods import Period
from sil.framework.schema import Framework
from sil.memo import asked_at_once, remembered
from sil.workflow import Transition

from ..models import Allocation, Draft, Evidence, Position, Round, Settlement
from ..states import SHOWN_TO_GOVERNANCE, SHOWN_TO_LEADS, Party, State

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


# What an allocation repeats of the period of an answer or a decision.
KEPT = last_of(Allocation, "answer", "decision", running=True)


class DeadlineColumns(TypedDict):
    """What `with_deadline` adds: why the answer or decision that is owed is due on its day, and the band of the last
    decision."""

    due_basis: str | None
    decided_band: str | None


class DraftColumns(TypedDict):
    """What `for_page` adds: the parties that are writing a draft, and the keys of who saved them."""

    drafted_for: list[str]
    drafted_by: list[int]


if TYPE_CHECKING:
    AllocationWithDeadline = WithAnnotations[Allocation, DeadlineColumns]
    AllocationOnPage = WithAnnotations[Allocation, DraftColumns]


@asked_at_once
def readable(who: UserRoles) -> QuerySet[Allocation]:
    """Return the allocations a person may read (framework: a band is known to the school and the service). Heads read
    nothing before it is proposed, chairs and clerks nothing before its end."""
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
    """As `with_decided`, and why an answer or a decision is due on its day, as `due_basis`."""
    owed = KEPT.periods(OuterRef("pk"))
    return allocations.annotate(due_basis=Subquery(owed.values("basis")[:1]), decided_band=_last_of(Party.OFFICER))


def with_decided(allocations: QuerySet[Allocation]) -> QuerySet[Any]:
    """Add the band of the last decision as `decided_band`, which `named_band` then is."""
    return allocations.annotate(decided_band=_last_of(Party.OFFICER))


def of_each_school(found: Round) -> QuerySet[Allocation]:
    """Return the allocation of each school of a round that counts: the one whose band holds or that is open. A review
    counts once it is settled."""
    there = Allocation.objects.filter(Q(reviews__isnull=True) | ~Q(band=""), round=found, superseded_on__isnull=True)
    return there.exclude(status=State.WITHDRAWN)


def with_bands(allocations: QuerySet[Allocation], year: int) -> QuerySet[Any]:
    """Add the id of the band that holds, is decided, is proposed or waits to be checked, as `now`; and of the band that
    the school held in the academic year before `year`, as `then`, with the sha256 of the framework version that names
    it as `then_version`."""
    named = Coalesce(_last_of(Party.OFFICER), "proposal__band", _last_of(Party.UNCHECKED))
    last = Allocation.objects.filter(
        school=OuterRef("school"), round__academic_year=year - 1, superseded_on__isnull=True
    ).exclude(band="")
    return allocations.annotate(
        now=Case(When(~Q(band=""), then="band"), default=named),
        then=Subquery(last.values("band")[:1]),
        then_version=Subquery(last.values("round__framework_version__sha256")[:1]),
    )


def _last_of(party: Party) -> Subquery:
    """The band of the last position of a party."""
    taken = Position.objects.filter(allocation=OuterRef("pk"), party=party).order_by("-number")
    return Subquery(taken.values("band")[:1])


def earlier(allocation: Allocation) -> QuerySet[Allocation]:
    """Return the ended allocations of the same school in earlier years, the latest first."""
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
    """Return the running period of an allocation under a rule (`answer`, `decision` or `contest`), or None."""
    return open_periods(allocation).get(rule)


@remembered
def open_periods(allocation: Allocation) -> dict[str, Deadline]:
    """Return {rule: running period} of an allocation. One query."""
    found = Deadline.objects.running().filter(subject_table=Allocation._meta.db_table, subject_id=allocation.pk)
    return {deadline.rule: deadline for deadline in found}


# How a period reads where it is not the one the framework words: (what for, what starts it).
_WORDED = {
    "decide": ("Answer to the decision", "the day of the decision"),
    "record_agreement": ("Objection to a recorded agreement", "the day it was recorded"),
    "confirm": ("Referral of a confirmed band", "the day it was confirmed"),
    "take_back": ("Answer after an agreement was taken back", "the day it was taken back"),
    "take_back_acceptance": ("Answer after an acceptance was taken back", "the day it was taken back"),
    "take_back_after_all": ("Decision after an agreement was taken back", "the day it was taken back"),
    "withdraw_disagreement": ("Answer after a disagreement was withdrawn", "the day it was withdrawn"),
    "withdraw_referral": ("Answer after a referral was withdrawn", "the day it was withdrawn"),
    "withdraw_referral_of_proposal": ("Answer after a referral was withdrawn", "the day it was withdrawn"),
    "refer": ("Decision on a referral", "the day it is referred"),
}


def period_of(framework: Framework, row: Transition) -> Period | None:
    """Return the framework's period that a transition starts, worded for the act, or None. The time to object to a band
    is as long as the time to answer."""
    periods = framework.periods
    period = {"answer": periods.answer, "contest": periods.answer, "decision": periods.decision}.get(row.starts)
    if period is None or row.action not in _WORDED:
        return period
    name, trigger = _WORDED[row.action]
    return period.model_copy(update={"name": name, "trigger": trigger})


def planned_period(framework: Framework, row: Transition, on: date) -> Deadline | None:
    """Return the period that a transition would start on a day, for a preview, or None. Nothing is stored."""
    period = period_of(framework, row)
    if period is None:
        return None
    found = due(row.starts, period, on, calendar=recorded_calendar())
    return Deadline(rule=row.starts, starts_on=on, due_on=found.due, basis=found.basis)


def proposal_of(allocation: Allocation) -> Position:
    """Return the latest proposal of an allocation that was proposed."""
    assert allocation.proposal is not None, "it was proposed, so there is a proposal"
    return allocation.proposal


def last_position(allocation: Allocation, party: Party) -> Position | None:
    """Return the last position of a party that was not withdrawn, or None. Uses prefetched positions."""
    mine = [each for each in allocation.positions.all() if each.party == party and not each.is_withdrawn]
    return max(mine, key=lambda position: position.number, default=None)


def sent_to_check(allocation: Allocation) -> Position:
    """Return what is being checked before the school reads it."""
    sent = last_position(allocation, Party.UNCHECKED)
    assert sent is not None, "what is checked was sent"
    return sent


def last_positions(allocation: Allocation) -> list[Position]:
    """Return the last position of each party, in the order of the process; what was only checked is none of them."""
    parties = (party for party in Party if party != Party.UNCHECKED)
    return [position for party in parties if (position := last_position(allocation, party)) is not None]


def position_that_waits(allocation: Allocation) -> Position | None:
    """Return the position that the school is asked to answer, the decision where there is one, or None."""
    if allocation.is_decided:
        return last_position(allocation, Party.OFFICER)
    return last_position(allocation, Party.SIP) if allocation.awaits_school else None


@remembered
def settlement_of(allocation: Allocation) -> Settlement | None:
    """Return the settlement of the band that holds; None while the allocation is open."""
    if not allocation.has_ended:
        return None
    return allocation.settlements.select_related("made_by", "position").order_by("-pk").first()


def is_reviewed(allocation: Allocation) -> bool:
    """Return whether a review of the band was started and not set aside; `for_page` has asked already."""
    if (known := getattr(allocation, "has_review", None)) is not None:
        return bool(known)
    return allocation.reviewed_by.exclude(status=State.WITHDRAWN).exists()


def next_working_day_after(day: date) -> date:
    """Return the last day on which a school that agreed on a day can say that it was a mistake: the next working day,
    or the next day where the bank holidays of the year are not on record."""
    try:
        return end_of_period(day, count=1, unit="working", day_one="out", calendar=recorded_calendar())
    except CalendarIncomplete:
        return day + ONE_DAY


def with_lead(allocations: QuerySet[Allocation], on: date) -> QuerySet[Allocation]:
    """Add `has_lead`: whether somebody who leads the school can be reached on a day."""
    leads = Post.objects.filter(in_office(on), school=OuterRef("school"), role__in=list(LEADS))
    return allocations.annotate(has_lead=Exists(leads))


def lead_name(school: School, on: date) -> str:
    """Return the name of whoever leads a school on a day, or ""."""
    post = holders(school, on, LEADS).first()
    return post.user.name if post else ""


def for_page(allocations: QuerySet[Allocation], *, documents: bool = False) -> "QuerySet[AllocationOnPage]":
    """Add what the page of an allocation needs, in a few queries: its positions with marks and evidence, the drafts as
    `drafted_for` (parties) and `drafted_by` (keys of people)."""
    positions = Position.objects.select_related("taken_by", "withdrawal__by").prefetch_related("marks")
    if documents:
        found = Evidence.objects.select_related("upload", "version__upload", "added_by")
        found = found.defer("upload__content", "version__upload__content")
        positions = positions.prefetch_related(Prefetch("evidence", found))
    drafts = Draft.objects.filter(allocation=OuterRef("pk"))
    return (
        allocations.select_related("reviews", "proposal")
        .prefetch_related(Prefetch("positions", positions))
        .annotate(
            drafted_for=ArraySubquery(drafts.values("party")),
            drafted_by=ArraySubquery(drafts.values("saved_by")),
            has_review=Exists(Allocation.objects.filter(reviews=OuterRef("pk")).exclude(status=State.WITHDRAWN)),
        )
    )
