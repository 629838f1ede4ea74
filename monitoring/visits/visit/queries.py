"""Queries of visits: those a person may read or plan, clashes, and what a visit is charged to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from allocations.models import Allocation
from schools.models import AssignmentRole, Post, School
from schools.queries import assigned, in_post, open_schools, reads_casework
from sil import clock
from sil.accounts.models import User, in_force
from sil.accounts.roles import GOVERNANCE, LEADS, Part, Permission
from sil.accounts.user_roles import UserRoles
from sil.clock import time_in_words
from sil.deadlines.kept import last_of
from sil.framework.queries import framework_on
from sil.framework.schema import Framework, Line
from sil.framework.visits import VisitKind
from sil.framework.years import academic_year
from sil.memo import asked_at_once
from sil.outbox.models import Message
from sil.outbox.models import Status as MessageStatus

from ..models import OfferedTime, ReportVersion, TimesOffer, Visit
from ..states import OfferState, ReportState, VisitState, report_colour, report_in_words
from .permissions import VISITORS, casework, records_every_school
from .policies import VisitDates, can_both_be, dates_of

SHOWN_TO_GOVERNANCE = (VisitState.PLANNED, VisitState.HELD)


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class ReportColumns(TypedDict):
    """What `with_report` adds to a visit."""

    was_issued: bool


class PageColumns(ReportColumns):
    """What `with_period` adds to these."""

    has_text: bool | None
    due_basis: str | None


# What a visit repeats of the period for its report.
KEPT = last_of(Visit, "visit_report")


if TYPE_CHECKING:
    VisitRow = WithAnnotations[Visit, ReportColumns]
    VisitPage = WithAnnotations[Visit, PageColumns]


@asked_at_once
def readable(who: UserRoles) -> QuerySet[Visit]:
    """Return the visits a person may read. A chair or clerk reads those planned and held, where reports go to the chair
    (framework: Visits.chair_reads). An assistant of the head reads what the head has
    chosen: all of them, or those to be prepared."""
    found = related(Visit.objects.all())
    if who.may(Permission.VISITS_READ_ALL):
        return found
    user, on = who.user, who.on
    # A visit that never was is no concern of the school's.
    mine = casework(who, visit="") | in_post(user, on, LEADS) & ~Q(status=VisitState.MISTAKEN)
    if who.holds(Part.VISITS):
        mine |= in_post(user, on, (Part.VISITS,)) & ~Q(status=VisitState.MISTAKEN)
    if who.holds(Part.PROMPTS):
        mine |= in_post(user, on, (Part.PROMPTS,)) & Q(status=VisitState.PLANNED)
    if who.holds(*GOVERNANCE) and _chair_reads(on):
        mine |= in_post(user, on, GOVERNANCE) & Q(status__in=SHOWN_TO_GOVERNANCE)
    return found.filter(mine)


def related(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Add their school, lead and framework to visits, in one query."""
    return visits.select_related("school", "lead", "framework_version")


def reads_all(visit: Visit, who: UserRoles) -> bool:
    """Return whether a person reads what officers write: the history, and the report while it is written."""
    return Visit.objects.filter(casework(who, visit=""), pk=visit.pk).exists() or reads_casework(visit.school, who)


def with_report(visits: QuerySet[Visit]) -> "QuerySet[VisitRow]":
    """Add `was_issued`, where the visit's school was ever sent the report."""
    return visits.annotate(
        was_issued=Exists(
            ReportVersion.objects.filter(report__visit=OuterRef("pk"), letter__urn=OuterRef("school_id"))
        ),
    )


def with_period(visits: "QuerySet[VisitRow]") -> "QuerySet[VisitPage]":
    """Add `due_basis`, which says why the report is due that day, and `has_text` where somebody began it: also before
    its visit was planned again, until it is held."""
    owed = KEPT.periods(OuterRef("pk"))
    return visits.annotate(has_text=Q(report__version__gt=0), due_basis=Subquery(owed.values("basis")[:1]))


def report_words(visit: "VisitRow", *, of_school: bool) -> str:
    """Return the words for the state of a visit's report, from `with_report`; "" for none."""
    if not visit.report_status:
        return ""
    return report_in_words(ReportState(visit.report_status), was_issued=visit.was_issued, of_school=of_school)


def report_tag(visit: "VisitRow", *, of_school: bool) -> str:
    """Return the colour that goes with `report_words`."""
    if not visit.report_status:
        return "grey"
    return report_colour(ReportState(visit.report_status), was_issued=visit.was_issued, of_school=of_school)


def plannable(who: UserRoles) -> QuerySet[School]:
    """Return the schools whose visits a person plans and records, closed ones too."""
    if records_every_school(who):
        return School.objects.all()
    if not who.may(Permission.VISIT_RECORD):
        return School.objects.none()
    return School.objects.filter(assigned(who.user, who.on, role=AssignmentRole.SIP, school="pk"))


def to_choose_from(who: UserRoles) -> QuerySet[School]:
    """Return the open schools of the authority among `plannable`, by name."""
    framework = framework_on(who.on)
    if framework is None:
        return School.objects.none()
    return plannable(who).filter(pk__in=open_schools(framework.authority.code).values("pk")).order_by("name")


def visitors(on: date) -> QuerySet[User]:
    """Return who may lead a visit or take part in one, by name."""
    found = User.objects.filter(in_force(on, prefix="grants__"), grants__role__in=VISITORS, is_active=True)
    return found.distinct().order_by("name", "pk")


def leads_of(visits: QuerySet[Visit]) -> QuerySet[User]:
    """Return who leads any of some visits, by name."""
    return User.objects.filter(Exists(visits.order_by().filter(lead=OuterRef("pk")))).order_by("name", "pk")


def clashes(
    school: School, lead: User, dates: VisitDates, *, days: Decimal = Decimal(1), but: Visit | None = None
) -> list[str]:
    """Return other visits on these dates, of the school or of who leads it, that cannot both be, and times that are
    held for others, in words. `days` is the length of the visit that is asked about: two half days at different hours
    can both be. Two queries."""
    if not days:
        return []
    there = visits_beside(school, lead, dates.starts_on, dates.ends_on)
    visits = clashing(there.exclude(pk=but.pk) if but else there, school, lead, dates, days=days)
    return [*visits, *held_times(school, lead, dates, days=days)]


def visits_beside(school: School, lead: User, first: date, last: date) -> QuerySet[Visit]:
    """Return the visits planned and held from one day to another at a school or by a person, in order."""
    there = related(Visit.objects.filter(starts_on__lte=last, ends_on__gte=first))
    there = there.filter(Q(school=school) | Q(lead=lead), status__in=SHOWN_TO_GOVERNANCE, days__gt=0)
    return there.order_by("starts_on", "pk")


def clashing(visits: Iterable[Visit], school: School, lead: User, dates: VisitDates, *, days: Decimal) -> list[str]:
    """Return those of some visits that cannot be beside one on some dates, in words."""
    found = []
    for visit in visits:
        if visit.starts_on > dates.ends_on or visit.ends_on < dates.starts_on:
            continue
        if can_both_be((dates, days), (dates_of(visit), visit.days)):
            continue
        when = dates_of(visit).words
        if visit.school_id == school.pk:
            found.append(f"{school.name} has another visit on {when}: {visit.kind_name} with {visit.lead.name}.")
        else:
            found.append(f"{lead.name} has another visit on {when}: {visit.kind_name} at {visit.school.name}.")
    return found


def offered_between(first: date, last: date) -> QuerySet[OfferedTime]:
    """Return the times from one day to another that are held because somebody may still choose them, in order."""
    found = OfferedTime.objects.filter(offer__status=OfferState.OPEN, day__gte=first, day__lte=last)
    return found.select_related("offer__school", "offer__lead", "offer__framework_version").order_by("day", "at", "pk")


def held_times(
    school: School, lead: User, dates: VisitDates, *, days: Decimal, but: TimesOffer | None = None
) -> list[str]:
    """Return the times on these dates that are held for another visit of a person or school, in words. One query."""
    there = offered_between(dates.starts_on, dates.ends_on).filter(Q(offer__lead=lead) | Q(offer__school=school))
    found = []
    for time in there.exclude(offer=but) if but else there:
        offer = time.offer
        when = VisitDates(starts_on=time.day, ends_on=time.day, starts_at=time.at)
        if not can_both_be((dates, days), (when, offer.days)):
            hour = f"{when.words}, {time_in_words(time.at)}"
            found.append(f"{hour}, is offered to {offer.school.name} with {offer.lead.name}: {offer.kind_name}.")
    return found


def lines_of(school: School, day: date) -> Sequence[Line]:
    """Return the lines of the band that holds for a school in the academic year of a day; none without a band."""
    held = (
        Allocation.objects.filter(school=school, round__academic_year=academic_year(day), superseded_on__isnull=True)
        .exclude(band="")
        .select_related("round__framework_version")
        .first()
    )
    return held.framework.band(held.band).lines if held else ()


def usual_length(kind: VisitKind, lines: Sequence[Line]) -> Decimal:
    """Return the usual length in days: the band's line for each contact, else the framework's for the kind."""
    line = next((line for line in lines if line.id == kind.line), None)
    return line.length if line and line.length is not None else kind.days


def charged_to(kind: VisitKind | None, framework: Framework, lines: Sequence[Line]) -> str:
    """Return the words of what a kind of visit is charged to."""
    if kind is None or kind.line is None:
        return "Other support"
    of_bands = [line for band in framework.bands for line in band.lines]
    named = [(line.id, line.text) for line in (*lines, *of_bands)]
    named += [(extra.id, extra.text) for extra in framework.extra_days]
    return next(text for line, text in named if line == kind.line)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Somebody who was told of a visit by email, and the last message to them: its kind, and the day it was written."""

    user: User
    kind: str
    on: date


def told_of(visit: Visit) -> list[Told]:
    """Return who was told of a visit, by what the outbox says, in the order of their last messages. A message that
    could not be sent told nobody. Two queries."""
    sent = Message.objects.filter(dedupe_key__startswith=f"visit:{visit.pk}:").exclude(status=MessageStatus.FAILED)
    last: dict[int, tuple[str, date]] = {}
    for key, kind, at in sent.order_by("created_at", "pk").values_list("dedupe_key", "kind", "created_at"):
        person = int(str(key).rsplit(":", 1)[1])
        last.pop(person, None)
        last[person] = (kind, clock.local(at).date())
    people = User.objects.in_bulk(last)
    return [Told(user=people[key], kind=kind, on=on) for key, (kind, on) in last.items() if key in people]


def told_at_school(visit: Visit, school: School) -> list[Told]:
    """Return those of `told_of` who lead a school or led it."""
    leads = set(Post.objects.filter(school=school, role__in=LEADS).values_list("user", flat=True))
    return [told for told in told_of(visit) if told.user.pk in leads]


def _chair_reads(on: date) -> bool:
    framework = framework_on(on)
    return bool(framework and framework.visits and framework.visits.chair_reads)
