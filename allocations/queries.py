"""Which allocations may this person read, and what do the screens show of them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast

from schools.models import Assignment, AssignmentRole, School
from schools.queries import assigned, holders, in_post, open_schools
from sil.accounts.models import in_force
from sil.accounts.roles import GOVERNANCE, LEADS, Permission
from sil.accounts.standing import Standing
from sil.deadlines.models import Deadline
from sil.deadlines.rules import due, recorded_calendar
from sil.framework.models import read_version
from sil.framework.schema import Framework, Period
from sil.framework.years import academic_year
from sil.memo import remembered
from sil.workflow import Transition

from .models import Allocation, Draft, Position, Round, Settlement
from .states import HOLDING, OPEN, SHOWN_TO_GOVERNANCE, SHOWN_TO_LEADS, Party, RoundState, State, in_words

# More than anybody saves while they write one thing.
SAVES = 1_000_000


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


def with_decision(allocations: QuerySet[Allocation]) -> QuerySet[Any]:
    """Allocations with the band of the last decision, as `decided_band`."""
    decided = Position.objects.filter(allocation=OuterRef("pk"), party=Party.OFFICER).order_by("-number")
    return allocations.annotate(decided_band=Subquery(decided.values("band")[:1]))


def with_sip(allocations: QuerySet[Allocation], on: date) -> QuerySet[Any]:
    """Allocations with the name of the school's present partner, as `sip_name`."""
    sip = Assignment.objects.filter(in_force(on), school=OuterRef("school"), role=AssignmentRole.SIP)
    return allocations.annotate(sip_name=Subquery(sip.values("user__name")[:1]))


def with_last_band(allocations: QuerySet[Allocation]) -> QuerySet[Any]:
    """Allocations with the school's band of the year before, as `last_band`."""
    last = Allocation.objects.filter(
        school=OuterRef("school"),
        round__academic_year=OuterRef("round__academic_year") - 1,
        superseded_on__isnull=True,
    ).exclude(band="")
    return allocations.annotate(
        last_band=Subquery(last.values("band")[:1]),
        last_version=Subquery(last.values("round__framework_version__sha256")[:1]),
    )


def last_band_name(allocation: Any) -> str:
    """The name of the band that `with_last_band` found, in the framework of its own year."""
    return read_version(allocation.last_version).band(allocation.last_band).name if allocation.last_band else ""


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


def last_position(allocation: Allocation, party: Party) -> Position | None:
    """What a side put forward last. Reads what was prefetched, where it was."""
    mine = [position for position in allocation.positions.all() if position.party == party]
    return max(mine, key=lambda position: position.number, default=None)


def sides(allocation: Allocation) -> list[Position]:
    """The last position of each side, in the order in which the process hears them."""
    return [position for party in Party if (position := last_position(allocation, party)) is not None]


def draft_of(allocation: Allocation, party: Party) -> Draft | None:
    """What a side is writing, freshly read."""
    return Draft.objects.filter(allocation=allocation, party=party).select_related("saved_by").first()


def position_that_waits(allocation: Allocation) -> Position | None:
    """The position that the school is asked to answer: the decision where there is one."""
    if allocation.is_decided:
        return last_position(allocation, Party.OFFICER)
    return last_position(allocation, Party.SIP) if allocation.awaits_school else None


def version_of(allocation: Allocation, party: Party, draft: Draft | None) -> int:
    """How often a side has saved its draft. Each position it took begins a new count, far from the
    last, so that what a window read before never passes for what is there now."""
    if draft is not None:
        return draft.version
    return SAVES * sum(position.party == party for position in allocation.positions.all())


@remembered
def settlement_of(allocation: Allocation) -> Settlement | None:
    """How the band that holds came to hold; None while the allocation is open."""
    if not allocation.has_ended:
        return None
    return allocation.settlements.select_related("made_by", "position").order_by("-pk").first()


def grid_of_last_year(allocation: Allocation) -> Position | None:
    """The position whose band the school held the year before, with its marks."""
    held = (
        Settlement.objects.filter(
            allocation__school=allocation.school,
            allocation__round__academic_year=allocation.round.academic_year - 1,
            allocation__superseded_on__isnull=True,
        )
        .exclude(allocation__band="")
        .order_by("-pk")
    )
    found = Position.objects.filter(pk=Subquery(held.values("position")[:1]))
    return found.select_related("allocation__round__framework_version").prefetch_related("marks").first()


@remembered
def siblings(allocation: Allocation) -> list[Allocation]:
    """The other allocations of a school in a round: what it reviews, and what reviews it."""
    others = Allocation.objects.exclude(pk=allocation.pk)
    return list(others.filter(round=allocation.round_id, school=allocation.school_id))


def reviewable(who: Standing) -> QuerySet[Allocation]:
    """The allocations a person may read whose band can be reviewed on the day: the rule of
    `policies.check_review` as a condition."""
    held = readable(who).filter(
        status__in=HOLDING, superseded_on__isnull=True, round__academic_year__gte=academic_year(who.on)
    )
    running = Allocation.objects.filter(round=OuterRef("round"), school=OuterRef("school"), status__in=OPEN)
    window = Deadline.objects.running().filter(
        rule="contest",
        subject_table=Allocation._meta.db_table,
        subject_id=Cast(OuterRef("pk"), TextField()),
        due_on__gte=who.on,
    )
    return held.filter(~Exists(running), ~Exists(window))


def running_review(allocation: Allocation) -> Allocation | None:
    """The review of an allocation that is under way."""
    return next((other for other in siblings(allocation) if other.is_open), None)


def review_shown(allocation: Allocation, *, to_all: bool) -> Allocation | None:
    """The review of an allocation, as far as its reader may know of it: officers of every one, a
    school once something is proposed."""
    if not allocation.has_ended:
        return None
    reviews = (other for other in siblings(allocation) if other.reviews_id == allocation.pk and not other.is_withdrawn)
    found = next(reviews, None)
    return found if found and (to_all or found.status in SHOWN_TO_LEADS) else None


def lead_name(school: School, on: date) -> str:
    """Who leads a school on a day, by name."""
    post = holders(school, on, LEADS).first()
    return post.user.name if post else ""


def schools_for(framework: Framework) -> QuerySet[School]:
    """The schools that a round under a framework is for."""
    found = open_schools(framework.authority.code, academies=framework.allocation.academies)
    return found.order_by("pk")


def open_allocations(found: Round) -> QuerySet[Allocation]:
    """The allocations of a round that have no end yet."""
    return found.allocations.filter(status__in=OPEN).select_related("school", "round__framework_version")


@dataclass(frozen=True)
class Progress:
    """Where a round stands: how many allocations are in each state, and how the state reads."""

    state: State
    words: str
    count: int


def progress(found: Round) -> list[Progress]:
    counts = dict(found.allocations.values_list("status").annotate(n=Count("pk")).values_list("status", "n"))
    return [Progress(state, in_words(state, found.framework), counts.get(state, 0)) for state in State]


def distribution(found: Round) -> list[tuple[str, int | None, int | None]]:
    """Per band: (name, schools this year, schools the year before). None where the year has no round
    or no such band, since each year's framework names its own."""
    before = Round.objects.select_related("framework_version").filter(academic_year=found.academic_year - 1).first()
    now, then = _by_band(found), _by_band(before) if before else {}
    return [(name, now.get(name), then.get(name)) for name in dict.fromkeys([*now, *then])]


def outside(found: Round) -> QuerySet[School]:
    """Schools that are to have an allocation and have none in a round: they opened after it began."""
    inside = found.allocations.exclude(status=State.WITHDRAWN).values("school")
    return schools_for(found.framework).exclude(pk__in=inside).order_by("name")


@remembered
def rounds_of(year: int) -> Sequence[Round]:
    """The round of an academic year, if there is one, and every other that is open."""
    wanted = Q(academic_year=year) | Q(status=RoundState.OPEN)
    return list(Round.objects.filter(wanted).select_related("framework_version"))


def not_wanted(found: Round) -> QuerySet[Allocation]:
    """Open allocations of schools that are to have none any more: they closed or changed."""
    return open_allocations(found).exclude(school__in=schools_for(found.framework).values("pk"))


def for_page(allocations: QuerySet[Allocation]) -> QuerySet[Any]:
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


def _by_band(found: Round) -> dict[str, int]:
    ended = found.allocations.exclude(band="").filter(superseded_on__isnull=True)
    counts = dict(ended.values_list("band").annotate(n=Count("pk")).values_list("band", "n"))
    return {band.name: counts.get(band.id, 0) for band in found.framework.bands}
