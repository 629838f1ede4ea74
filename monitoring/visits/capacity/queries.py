"""What partners have to give in an academic year, against the days that their schools are owed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import FilteredRelation, Q, QuerySet, Sum

from schools.models import Assignment, AssignmentRole, Cover, School
from schools.people.queries import holders_of
from schools.queries import can_act, open_schools
from sil.accounts.models import User
from sil.framework.queries import framework_on
from sil.framework.schema import Framework
from sil.framework.years import academic_year, first_day, last_day

from ..days.ledger import ZERO
from ..days.queries import CHARGED
from ..days_table.queries import framework_of, with_days
from ..models import ContractedDays, Leave, Visit
from ..states import VisitState
from .scenario import PlannedSchool
from .shares import NOBODY, Covered, Held, shares


@dataclass(frozen=True)
class Capacity:
    """One partner in one academic year, in days. `contracted` is None where nobody entered it; `owed` is {band: days}
    of their schools, by the part of the year; `used` and `planned` are of the visits that they lead."""

    user: int
    name: str
    contracted: Decimal | None = None
    leave: Decimal = ZERO
    schools: int = 0
    owed: Mapping[str, Decimal] = field(default_factory=dict)
    used: Decimal = ZERO
    planned: Decimal = ZERO

    @property
    def available(self) -> Decimal | None:
        return None if self.contracted is None else max(self.contracted - self.leave, ZERO)

    @property
    def owed_days(self) -> Decimal:
        return sum(self.owed.values(), ZERO)

    @property
    def left(self) -> Decimal:
        """What is owed and neither used nor planned."""
        return max(self.owed_days - self.used - self.planned, ZERO)

    @property
    def spare(self) -> Decimal | None:
        """Days available beyond those owed; below zero where they are too few."""
        return None if self.available is None else self.available - self.owed_days

    @property
    def short(self) -> Decimal:
        """Days that are too few."""
        return max(-(self.spare or ZERO), ZERO)


@dataclass(frozen=True)
class Base:
    """What a year's days are counted from: the days owed by band, and the schools of each partner in each band."""

    year: int
    framework: Framework | None
    bands: tuple[str, ...]
    totals: Mapping[str, Decimal]
    schools: Mapping[int, Mapping[str, int]]
    rows: tuple[Capacity, ...]


def capacity(year: int, on: date) -> Base:
    """Return what everybody has to give and is owed from in an academic year, by name; who cannot act as a partner on
    the day has no schools. The last row is nobody's, where something is. Its queries are the same for any number."""
    framework = framework_of(year)
    present = framework_on(on)
    of_all = with_days(open_schools(present.authority.code) if present else School.objects.none(), year, framework, on)
    day = min(max(on, first_day(year)), last_day(year))
    able = {user.pk: user.name for user in holders_of(AssignmentRole.SIP, on)}
    held, totals, schools = _held(of_all, year, day, able)
    owed = shares(held, _covers(year), totals, able, (first_day(year), last_day(year)))
    visits = _led(year)
    contracted = dict(ContractedDays.objects.filter(academic_year=year).values_list("user", "days"))
    leave = dict(_by_person(Leave.objects.filter(academic_year=year)))
    names = able | dict(User.objects.filter(pk__in={*contracted, *visits} - set(able)).values_list("pk", "name"))
    rows = [
        Capacity(
            user=key,
            name=name,
            contracted=contracted.get(key),
            leave=leave.get(key, ZERO),
            schools=sum(schools[key].values()),
            owed=owed.get(key, {}),
            used=visits[key][0] if key in visits else ZERO,
            planned=visits[key][1] if key in visits else ZERO,
        )
        for key, name in sorted(names.items(), key=lambda each: (each[1], each[0]))
    ]
    if NOBODY in owed or NOBODY in schools:
        rows.append(Capacity(NOBODY, "Nobody", schools=sum(schools[NOBODY].values()), owed=owed.get(NOBODY, {})))
    return Base(
        year, framework, tuple(sorted(band for band, days in totals.items() if days)), totals, schools, tuple(rows)
    )


def partners(year: int, on: date) -> list[Capacity]:
    """Return the partners of the day, by name, with what they have to give in an academic year, and no schools."""
    contracted = dict(ContractedDays.objects.filter(academic_year=year).values_list("user", "days"))
    leave = dict(_by_person(Leave.objects.filter(academic_year=year)))
    found = holders_of(AssignmentRole.SIP, on).order_by("name", "pk").values_list("pk", "name")
    return [Capacity(key, name, contracted.get(key), leave.get(key, ZERO)) for key, name in found]


def planned_schools(year: int, on: date) -> list[PlannedSchool]:
    """Return the open schools with their days in an academic year, and their partner on the day, or on the first or the
    last day of the year where it is another year."""
    framework, present = framework_of(year), framework_on(on)
    day = min(max(on, first_day(year)), last_day(year))
    # Of all schools at once: asked school by school it takes longer than all the rest.
    assigned = Assignment.objects.filter(can_act(day), role=AssignmentRole.SIP).order_by("-starts_on", "-pk")
    partners = dict(assigned.values_list("school", "user"))
    schools = with_days(open_schools(present.authority.code) if present else School.objects.none(), year, framework, on)
    rows = schools.order_by().values_list("pk", "band", "allowed")
    return [PlannedSchool(urn, band, days, partners.get(urn, NOBODY)) for urn, band, days in rows]


def leave_of(user: User, year: int) -> QuerySet[Leave]:
    """Return the leave of somebody in an academic year, the first first."""
    return Leave.objects.filter(user=user, academic_year=year)


def contracted_of(user: User, year: int) -> ContractedDays | None:
    """Return the contracted days of somebody in an academic year."""
    return ContractedDays.objects.filter(user=user, academic_year=year).first()


def people_with_capacity(on: date) -> QuerySet[User]:
    """Return those whose days can be entered: the partners of the day, and who was entered before."""
    known = ContractedDays.objects.values("user")
    return User.objects.filter(Q(pk__in=holders_of(AssignmentRole.SIP, on).values("pk")) | Q(pk__in=known))


def years_offered(on: date) -> tuple[int, ...]:
    """Return the academic years that days are entered for."""
    present = academic_year(on)
    return (present - 1, present, present + 1)


def _held(
    schools: QuerySet[School], year: int, day: date, able: Mapping[int, str]
) -> tuple[list[Held], dict[str, Decimal], dict[int, dict[str, int]]]:
    """The schools of partners, those alike together; the days of each band; and {person: {band: schools}} on a day."""
    in_year = Q(assignments__starts_on__lte=last_day(year)) & (
        Q(assignments__ends_on__isnull=True) | Q(assignments__ends_on__gte=first_day(year))
    )
    of_partner = Q(assignments__role=AssignmentRole.SIP) & in_year
    rows = schools.order_by().annotate(sip=FilteredRelation("assignments", condition=of_partner))
    groups = rows.values_list("band", "pk", "allowed", "sip__user", "sip__starts_on", "sip__ends_on")
    held: dict[tuple[int, str, date, date | None], Decimal] = defaultdict(Decimal)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    count: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    seen: set[int] = set()
    has: set[int] = set()
    bands: dict[int, str] = {}
    for band, key, allowed, user, starts, ends in groups:
        bands[key] = band
        if key not in seen:
            seen.add(key)
            totals[band] += allowed
        if user is None or (ends and ends < starts):
            continue
        held[user, band, starts, ends] += allowed
        if user in able and starts <= day and (ends is None or ends >= day):
            count[user][band] += 1
            has.add(key)
    for key, band in bands.items():
        if key not in has:
            count[NOBODY][band] += 1
    found = [Held(user, band, days, starts, ends) for (user, band, starts, ends), days in held.items()]
    return found, dict(totals), count


def _covers(year: int) -> list[Covered]:
    found = Cover.objects.filter(
        role=AssignmentRole.SIP,
        starts_on__lte=last_day(year),
        ends_on__gte=first_day(year),
        called_off_at=None,
        covering__is_active=True,
    )
    return [Covered(*row) for row in found.order_by().values_list("away", "covering", "starts_on", "ends_on")]


def _led(year: int) -> dict[int, tuple[Decimal, Decimal]]:
    """{person: days of the visits that they lead, (held, planned)}."""
    found: dict[int, list[Decimal]] = defaultdict(lambda: [ZERO, ZERO])
    visits = Visit.objects.filter(starts_on__range=(first_day(year), last_day(year)), status__in=CHARGED)
    summed = visits.exclude(mode="").order_by().values("lead", "status").annotate(n=Sum("days"))
    for lead, status, days in summed.values_list("lead", "status", "n"):
        found[lead][status == VisitState.PLANNED] += days
    return {key: (held, planned) for key, (held, planned) in found.items()}


def _by_person(rows: QuerySet[Leave]) -> QuerySet[Leave, tuple[int, Decimal]]:
    return rows.order_by().values("user").annotate(n=Sum("days")).values_list("user", "n")
