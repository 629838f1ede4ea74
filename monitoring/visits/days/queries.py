"""Read the ledgers of one school or of many in one query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    DateField,
    DecimalField,
    Expression,
    F,
    Field,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from allocations.models import Allocation, Settlement
from schools.models import School
from schools.queries import own_schools
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.framework.models import read_version
from sil.framework.years import first_day, last_day
from sil.made_once.questions import made_once

from ..models import ExtraDays, SchoolDaysRequest, Term, Visit
from ..states import VisitState
from .ledger import BEYOND, AddedDays, BandPeriod, Charge, Ledger, ledger_of

CHARGED = (VisitState.PLANNED, VisitState.HELD)
_SCHOOL, _BAND, _VISIT, _ADDED, _TERM = "school", "band", "visit", "added", "term"


@dataclass(frozen=True)
class _UnionRow:
    """A row of the union: what it is, whose, and what a ledger needs of it."""

    what: str
    school: int | None
    name: str
    detail: str
    days: Decimal | None
    starts_on: date | None
    ends_on: date | None
    version: str


@dataclass(frozen=True)
class LedgerTerm:
    name: str
    starts_on: date
    ends_on: date


def schools_with_readable_days(who: UserRoles) -> QuerySet[School]:
    """Return the schools whose days a person reads: those whose settled band they read (framework: a band is known to
    the school and the service)."""
    if who.may(Permission.ALLOCATIONS_READ_ALL):
        return School.objects.all()
    return School.objects.filter(pk__in=own_schools(who.user, who.on))


def ledgers(
    schools: QuerySet[School], year: int, *, but: Visit | None = None, more: Sequence[Charge] = ()
) -> dict[int, Ledger]:
    """Return {URN: ledger of an academic year}. One query, whatever the number of schools.

    `but` is a visit that is left out, and `more` are charges that are not on record: what a ledger would be.
    """
    return _ledgers(_facts(schools.order_by(), year, but), year, more, {})


def ledgers_of(keys: list[int], year: int, expected: Mapping[int, BandPeriod] | None = None) -> dict[int, Ledger]:
    """As `ledgers`, of schools by their keys and of what is on record; `expected` are the bands, by URN, that are
    counted with where none is settled yet."""
    return _ledgers(_facts_of(keys, year), year, (), expected or {})


def _ledgers(
    rows: Iterable[tuple[Any, ...]], year: int, more: Sequence[Charge], expected: Mapping[int, BandPeriod]
) -> dict[int, Ledger]:
    by_school: dict[int | None, list[_UnionRow]] = defaultdict(list)
    for row in (_UnionRow(*each) for each in rows):
        by_school[row.school].append(row)
    shared = _terms(by_school.pop(None, ()))
    return {
        urn: _ledger(year, facts, shared, more, expected.get(urn))
        for urn, facts in by_school.items()
        if urn is not None
    }


def ledger_for(school: School, year: int, who: UserRoles) -> Ledger | None:
    """Return the ledger of one school, or None for somebody who does not read its band. One query."""
    return ledgers(schools_with_readable_days(who).filter(pk=school.pk), year).get(school.pk)


def charged(school: School, year: int) -> QuerySet[Visit]:
    """Return the visits of a school that charge days in an academic year, the earliest first: a contact has no mode and
    charges none."""
    found = Visit.objects.filter(school=school, **_in_year(year)).select_related("framework_version", "lead")
    return found.exclude(mode="").order_by("starts_on", "pk")


def added(school: School, year: int) -> QuerySet[ExtraDays]:
    """Return the extra days approved for a school in an academic year, with those withdrawn."""
    people = ("approved_by", "withdrawn_by", "school")
    return ExtraDays.objects.filter(school=school, academic_year=year).select_related(*people)


def years(school: School, at_least: int) -> list[int]:
    """Return the academic years of a school's bands and the year given, the latest first."""
    found = Allocation.objects.filter(school=school).exclude(band="")
    known = set(found.order_by().values_list("round__academic_year", flat=True))
    return sorted(known | {at_least}, reverse=True)


def lines_of(ledger: Ledger) -> dict[str, str]:
    """Return {line: its words} of the lines that days can be added to."""
    return {row.line: row.text for row in ledger.rows} if ledger.band else {}


def line_of(visit: Visit) -> str:
    """Return the line that a visit is charged to by its own framework; "" for support beyond the lines."""
    kind = visit.kind_of
    return (kind.line if kind else None) or BEYOND


def _in_year(year: int) -> dict[str, Any]:
    return {"starts_on__range": (first_day(year), last_day(year)), "status__in": CHARGED}


@made_once
def _facts_of(keys: list[int], year: int) -> QuerySet[Any, tuple[Any, ...]]:
    return _facts(School.objects.filter(pk__in=keys).order_by(), year, None)


def _facts(schools: QuerySet[School], year: int, but: Visit | None) -> QuerySet[Any, tuple[Any, ...]]:
    of_these = Q(school__in=schools.values("pk"))
    settled = Settlement.objects.filter(allocation=OuterRef("pk")).order_by("-pk").values("position__extra_days")[:1]
    ticked = Func(Subquery(settled), Value(","), function="array_to_string", output_field=TextField())
    bands = Allocation.objects.filter(of_these, round__academic_year=year).exclude(band="")
    visits = Visit.objects.filter(of_these, **_in_year(year)).exclude(pk=but.pk if but else 0)
    more = ExtraDays.objects.filter(of_these, academic_year=year, withdrawn_on__isnull=True)
    terms = Term.objects.filter(of_these | Q(school=None), academic_year=year)
    parts = (
        _columns(bands, _BAND, "band", detail=ticked, starts="ended_on", version="round__framework_version__sha256"),
        _columns(
            visits,
            _VISIT,
            "kind",
            detail=F("status"),
            starts="starts_on",
            days=F("days"),
            version="framework_version__sha256",
        ),
        _columns(more, _ADDED, "line", starts="approved_on", days=F("days")),
        _columns(terms, _TERM, "name", starts="starts_on", ends=F("ends_on")),
    )
    own = _columns(schools, _SCHOOL, "name", owner="pk")
    return own.union(*parts, all=True)


def _columns(
    rows: QuerySet[Model],
    what: str,
    name: str,
    *,
    owner: str = "school_id",
    detail: Expression | F | None = None,
    days: F | None = None,
    starts: str = "",
    ends: F | None = None,
    version: str = "",
) -> QuerySet[Model, tuple[Any, ...]]:
    """The columns that every part of the union has, in one order."""
    values: dict[str, tuple[Expression | F | None, Field[Any, Any]]] = {
        "what": (Value(what), TextField()),
        "school": (F(owner), IntegerField()),
        "name": (F(name), TextField()),
        "detail": (detail, TextField()),
        "days": (days, DecimalField(max_digits=4, decimal_places=1)),
        "starts": (F(starts) if starts else None, DateField()),
        "ends": (ends, DateField()),
        "version": (F(version) if version else None, TextField()),
    }
    # A column has its type already: only what is made up here has to be given one.
    columns = {
        f"fact_{key}": v if isinstance(v, F) else Cast(Value(None) if v is None else v, kind)
        for key, (v, kind) in values.items()
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


def _terms(facts: Iterable[_UnionRow]) -> tuple[LedgerTerm, ...]:
    return tuple(
        LedgerTerm(fact.name, fact.starts_on, fact.ends_on)
        for fact in facts
        if fact.what == _TERM and fact.starts_on and fact.ends_on
    )


def _ledger(
    year: int,
    facts: list[_UnionRow],
    shared: tuple[LedgerTerm, ...],
    more: Sequence[Charge],
    expected: BandPeriod | None,
) -> Ledger:
    """A school's own terms are all of its terms, where it has any in the year."""
    settled = _band_periods(year, [fact for fact in facts if fact.what == _BAND])
    return ledger_of(
        year,
        settled or ([expected] if expected else []),
        [*(_charge(fact) for fact in facts if fact.what == _VISIT), *more],
        [AddedDays(fact.name, fact.days) for fact in facts if fact.what == _ADDED and fact.days is not None],
        _terms(facts) or shared,
    )


def _band_periods(year: int, facts: list[_UnionRow]) -> list[BandPeriod]:
    """An allowance is for the whole year, so the first band counts from its first day; a review's
    from the day it ended."""
    ordered = sorted(facts, key=lambda fact: fact.starts_on or date.max)
    found = []
    for place, fact in enumerate(ordered):
        framework = read_version(fact.version)
        begins = fact.starts_on if place and fact.starts_on else first_day(year)
        ticked = tuple(each for each in (fact.detail or "").split(",") if each)
        found.append(BandPeriod(framework, framework.band(fact.name), begins, ticked))
    return found


def _charge(fact: _UnionRow) -> Charge:
    visits = read_version(fact.version).visits
    kind = visits.kind(fact.name) if visits else None
    assert fact.days is not None and fact.starts_on is not None, "a visit has both"
    return Charge(
        line=(kind.line if kind else None) or BEYOND,
        days=fact.days,
        on=fact.starts_on,
        is_held=fact.detail == VisitState.HELD,
        name=kind.name if kind else fact.name,
    )


def asked_by_school_in(school: School, year: int) -> list[SchoolDaysRequest]:
    """Return what those who lead a school asked its partner for in an academic year, the latest first."""
    return list(school.own_days_requests.filter(academic_year=year).select_related("asked_by", "request"))
