"""What the page of a partner's term shows: what each school is owed, and the term's weeks with the visits in them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from schools.models import AssignmentRole, School
from schools.queries import assigned, open_schools
from sil.accounts.models import User, in_force
from sil.clock import weekday_in_words
from sil.deadlines.models import BankHoliday
from sil.framework.queries import framework_on, version_for
from sil.framework.schema import Framework, Line
from sil.framework.years import academic_year

from ..days.kept import refresh
from ..days.owed import kinds_by_line
from ..models import Leave, OfferedTime, Term, TimesOffer, Visit, VisitOwed
from ..states import VisitState
from ..terms.queries import AllTerms, is_outside
from ..visit.policies import VisitDates, can_both_be, dates_of
from ..visit.queries import SHOWN_TO_GOVERNANCE, clashes, offered_between, related, usual_length

# How long before a term ends the next one is planned.
LAST_WEEKS = timedelta(days=14)
WEEK = timedelta(days=7)
# How many weeks of the holidays after a term are shown with it.
WEEKS_AFTER = 2
_PAST = "The day has passed, and the outcome is not recorded."


@dataclass(kw_only=True)
class OwedVisit:
    """One visit that a school is owed. `name` is that of its controls; `kind` is blank where no kind of visit is
    charged to the line; `since` is the earlier term that lacks it; `offer` are the times that wait for an answer."""

    name: str
    school: School
    band: str
    text: str
    kind: str = ""
    kind_name: str = ""
    days: Decimal | None = None
    since: str = ""
    offer: TimesOffer | None = None


@dataclass(kw_only=True)
class PlannedVisit:
    """A visit in a week, what somebody should know of its day, and whether the reader can move it or plan it again."""

    visit: Visit
    notes: list[str] = field(default_factory=list)
    may_act: bool = False

    @property
    def moves(self) -> bool:
        return self.may_act and self.visit.is_planned

    @property
    def again(self) -> bool:
        return self.may_act and self.visit.status == VisitState.MISSED

    @property
    def name(self) -> str:
        return f"visit-{self.visit.pk}"


@dataclass(kw_only=True)
class Week:
    """A week of the term by its Monday: its closed days in words, and its visits by their days."""

    monday: date
    closed: list[str] = field(default_factory=list)
    visits: list[PlannedVisit] = field(default_factory=list)
    # Times that are held because a school or the partner may still choose them.
    offered: list[OfferedTime] = field(default_factory=list)

    @property
    def friday(self) -> date:
        return self.monday + timedelta(days=4)

    @property
    def days(self) -> Decimal:
        held = (VisitState.PLANNED, VisitState.HELD)
        return sum((each.visit.days for each in self.visits if each.visit.status in held), Decimal(0))


def terms_to_plan(on: date) -> list[Term]:
    """Return the authority's terms of this academic year and the next, in order. One query."""
    year = academic_year(on)
    return list(Term.objects.filter(school=None, academic_year__in=(year, year + 1)))


def term_to_plan(terms: Sequence[Term], on: date) -> Term | None:
    """Return the present term, or the next one in the last two weeks of the present one; None without any."""
    return next((term for term in terms if on <= term.ends_on - LAST_WEEKS), terms[-1] if terms else None)


def partners(on: date) -> QuerySet[User]:
    """Return who holds the role of a partner on a day, by name."""
    found = User.objects.filter(in_force(on, prefix="grants__"), grants__role=AssignmentRole.SIP, is_active=True)
    return found.distinct().order_by("name", "pk")


def schools_of(partner: User, on: date) -> list[School]:
    """Return the open schools that a person works with as their partner, theirs or covered, by name. One query."""
    framework = framework_on(on)
    if framework is None:
        return []
    there = open_schools(framework.authority.code).filter(assigned(partner, on, role=AssignmentRole.SIP, school="pk"))
    return list(there.order_by("name", "pk"))


def owed_visits(schools: Sequence[School], term: Term) -> list[OwedVisit]:
    """Return what some schools are owed in a term or still from an earlier one of its year, one for each visit, by the
    school's name and the lines of its band."""
    refresh(term.academic_year)
    version = version_for(term.academic_year)
    by_key = {school.pk: school for school in schools}
    rows = VisitOwed.objects.filter(
        academic_year=term.academic_year, starts_on__lte=term.ends_on, school__in=list(by_key)
    )
    found = [
        each
        for row in rows.order_by("starts_on", "place", "pk")
        for each in _each(row, by_key[row.school_id], term, version.framework if version else None)
    ]
    return sorted(found, key=lambda each: (each.school.name, each.school.pk))


def with_offers(owed: Sequence[OwedVisit], offered: Iterable[OfferedTime]) -> Sequence[OwedVisit]:
    """Note the times that wait for an answer on what is owed: of each school and kind, on the first one."""
    there = {(time.offer.school_id, time.offer.kind): time.offer for time in offered}
    for each in owed:
        each.offer = there.pop((each.school.pk, each.kind), None)
    return owed


def _each(row: VisitOwed, school: School, term: Term, framework: Framework | None) -> Iterator[OwedVisit]:
    kind_id = kinds_by_line(framework).get(row.line, "")
    kind = framework.visits.kind(kind_id) if framework and framework.visits else None
    since = "" if row.ends_on >= term.starts_on else row.term
    for number in range(row.contacts):
        yield OwedVisit(
            name=f"owed-{row.school_id}-{row.line}-{row.starts_on:%Y%m%d}-{number}",
            school=school,
            band=row.band,
            text=row.text,
            kind=kind_id,
            kind_name=kind.name if kind else "",
            days=usual_length(kind, _lines(framework, row.band)) if kind else None,
            since=since,
        )


def _lines(framework: Framework | None, band: str) -> Sequence[Line]:
    return next((each.lines for each in framework.bands if each.name == band), ()) if framework else ()


def visits_of(partner: User, schools: Sequence[School], first: date, last: date) -> list[Visit]:
    """Return the visits from one day to another that a person leads, and those planned at some schools, in order;
    no telephone calls and no mistakes. One query."""
    mine = Q(lead=partner) | Q(school__in=[school.pk for school in schools])
    found = related(Visit.objects.filter(mine, starts_on__lte=last, ends_on__gte=first)).exclude(mode="")
    shown = (*SHOWN_TO_GOVERNANCE, VisitState.MISSED)
    return list(found.filter(status__in=shown).order_by("starts_on", "starts_at", "pk"))


def offered_times(partner: User, schools: Sequence[School]) -> list[OfferedTime]:
    """Return every time that is held for a person or some schools, in order. One query."""
    theirs = Q(offer__lead=partner) | Q(offer__school__in=[school.pk for school in schools])
    return list(offered_between(date.min, date.max).filter(theirs))


def leave_between(person: User, first: date, last: date) -> list[Leave]:
    """Return when somebody is away on any day from one to another, the first first. One query."""
    return list(Leave.objects.filter(user=person, starts_on__lte=last, ends_on__gte=first))


def weeks_of(
    term: Term,
    terms: Sequence[Term],
    visits: Iterable[Visit],
    *,
    leave: Sequence[Leave],
    offered: Sequence[OfferedTime] = (),
    may_act: set[int],
    on: date,
) -> list[Week]:
    """Return the weeks of a term and the first ones of the holidays after it. `leave` is the partner's, `offered` are
    the times that are held, and `may_act` are the keys of the visits that the reader can move or plan again. Two
    queries."""
    following = next((each.starts_on for each in terms if each.starts_on > term.ends_on), None)
    monday, friday = monday_of(term.starts_on), monday_of(term.ends_on) + timedelta(days=4)
    last = friday + WEEK * WEEKS_AFTER
    if following is None or following.year > last.year + 1:
        last = friday
    elif monday_of(following) <= last:
        last = monday_of(following) - timedelta(days=3)
    holidays = {each.date: each.name for each in BankHoliday.objects.filter(date__range=(monday, last))}
    weeks = {}
    while monday <= last:
        weeks[monday] = Week(monday=monday, closed=_closed_in_words(monday, terms, holidays, leave))
        monday += WEEK
    there = list(visits)
    every = AllTerms()
    for visit in there:
        if week := weeks.get(monday_of(visit.starts_on)):
            own = every.of(academic_year(visit.starts_on), visit.school_id)
            notes = [_PAST] if visit.is_overdue(on) else []
            notes += [*_odd_day(visit, holidays, own), *_beside(visit, there)] if visit.is_planned else []
            week.visits.append(PlannedVisit(visit=visit, notes=notes, may_act=visit.pk in may_act))
    for time in offered:
        if week := weeks.get(monday_of(time.day)):
            week.offered.append(time)
    return list(weeks.values())


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _closed_in_words(
    monday: date, terms: Sequence[Term], holidays: dict[date, str], leave: Sequence[Leave]
) -> list[str]:
    working = [monday + timedelta(days=n) for n in range(5)]
    away = [each for each in leave if each.starts_on <= working[-1] and each.ends_on >= monday]
    found = [f"Leave: {_days_in_words(each.starts_on, each.ends_on)}" for each in away]
    found += [f"Bank holiday: {weekday_in_words(day)} ({holidays[day]})" for day in working if day in holidays]
    out = [day for day in working if not any(term.starts_on <= day <= term.ends_on for term in terms)]
    if len(out) == len(working):
        return [*found, "School holidays"]
    if out:
        found.append(f"Outside the term: {_days_in_words(out[0], out[-1])}")
    return found


def _days_in_words(first: date, last: date) -> str:
    return f"{weekday_in_words(first)} to {weekday_in_words(last)}" if first != last else weekday_in_words(first)


def _odd_day(visit: Visit, holidays: dict[date, str], terms: Sequence[Term]) -> Iterator[str]:
    day = visit.starts_on
    if day in holidays:
        yield f"This is a bank holiday ({holidays[day]})."
    elif day.weekday() >= 5:
        yield "This is at the weekend."
    elif is_outside(day, terms):
        yield "This is outside the school’s terms."


def _beside(visit: Visit, visits: Iterable[Visit]) -> Iterator[str]:
    """Yield the visits that clash with one, and those that its lead makes in another town on its day."""
    for other in visits:
        if other.pk == visit.pk or other.starts_on > visit.ends_on or other.ends_on < visit.starts_on:
            continue
        if other.status not in SHOWN_TO_GOVERNANCE:
            continue
        same_lead, same_school = other.lead_id == visit.lead_id, other.school_id == visit.school_id
        fits = can_both_be((dates_of(visit), visit.days), (dates_of(other), other.days))
        if (same_lead or same_school) and not fits and visit.days and other.days:
            yield f"Clashes with: {other.kind_name} at {other.school.name}, {weekday_in_words(other.starts_on)}."
        if same_lead and (town := other.school.town) and visit.school.town and town != visit.school.town:
            yield f"Two towns on one day: {visit.school.town} and {town}."


def towns_beside(visit: Visit) -> list[str]:
    """Return what to ask where the lead of a visit is in another town on one of its days. One query."""
    there = related(Visit.objects.filter(lead=visit.lead, status__in=SHOWN_TO_GOVERNANCE, days__gt=0))
    there = there.filter(starts_on__lte=visit.ends_on, ends_on__gte=visit.starts_on).exclude(pk=visit.pk)
    town = visit.school.town
    return [
        f"{visit.lead.name} is in {other.school.town} on {dates_of(other).words} ({other.school.name}), "
        f"and {visit.school.name} is in {town}."
        for other in there.order_by("starts_on", "pk")
        if town and other.school.town and other.school.town != town
    ]


def leave_beside(visit: Visit) -> list[str]:
    """Return what to ask where the lead of a visit is away on one of its days. One query."""
    return [
        f"{visit.lead.name} is on leave: {_days_in_words(each.starts_on, each.ends_on)}."
        for each in leave_between(visit.lead, visit.starts_on, visit.ends_on)
    ]


def free_days(
    term: Term, visits: Iterable[Visit], *, after: date, lead: User, leave: Sequence[Leave] = ()
) -> list[date]:
    """Return the working days of a term after a day on which a person has no visit and no leave. One query."""
    taken = {
        visit.starts_on + timedelta(days=n)
        for visit in visits
        if visit.lead_id == lead.pk and visit.status in SHOWN_TO_GOVERNANCE
        for n in range((visit.ends_on - visit.starts_on).days + 1)
    }
    holidays = set(
        BankHoliday.objects.filter(date__range=(term.starts_on, term.ends_on)).values_list("date", flat=True)
    )
    first = max(term.starts_on, after + timedelta(days=1))
    days = (first + timedelta(days=n) for n in range((term.ends_on - first).days + 1))
    away = [(each.starts_on, each.ends_on) for each in leave]
    return [
        day
        for day in days
        if day.weekday() < 5
        and day not in taken
        and day not in holidays
        and not any(first <= day <= last for first, last in away)
    ]


def next_free_dates(like: Visit, lead: User, *, on: date) -> VisitDates | None:
    """Return the first dates, at least a week from a day, on which somebody could make a visit again as long as before:
    working days in term of the school, with no visit, held time or leave; None where there are none."""
    length = like.ends_on - like.starts_on
    every = AllTerms()
    for term in terms_to_plan(on):
        theirs = visits_of(lead, [], term.starts_on, term.ends_on)
        leave = leave_between(lead, term.starts_on, term.ends_on)
        days = free_days(term, theirs, after=on + WEEK - timedelta(days=1), lead=lead, leave=leave)
        closed = closed_among(days, like.school, every)
        for day in days:
            dates = VisitDates(starts_on=day, ends_on=day + length, starts_at=like.starts_at)
            if day not in closed and not clashes(like.school, lead, dates, days=like.days):
                return dates
    return None


def closed_among(days: Iterable[date], school: School, terms: AllTerms) -> frozenset[date]:
    """Return those of some days on which a school is outside its terms."""
    return frozenset(day for day in days if is_outside(day, terms.of(academic_year(day), school.pk)))
