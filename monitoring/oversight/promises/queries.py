"""The records of each promise, and how many of them were kept on time, are late or not due yet; counted in SQL."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, CharField, Count, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from monitoring.visits.days.kept import refresh_once
from monitoring.visits.models import DaysCount
from schools.models import Assignment, AssignmentRole, School
from sil.accounts.models import User
from sil.accounts.roles import Permission
from sil.accounts.user_roles import UserRoles
from sil.deadlines.promises import KEPT, LATE, OPEN, PROMISES, Promise, state_on
from sil.made_once.counted import counted, reader

from .forms import BAND, NONE, PARTNER, TERM, Span

# (promise, part) -> (kept on time, late, not due yet)
Counts = dict[tuple[str, str], tuple[int, int, int]]


def shown_to(who: UserRoles) -> list[Promise]:
    """Return the promises that a person sees, in order."""
    return [promise for promise in PROMISES if promise.shown(who)]


def records(promise: Promise, who: UserRoles, year: int, span: Span | None = None) -> QuerySet[Any]:
    """Return the records of a promise that a person may open, due in an academic year or in a term of it, with the
    column `state`. A partner sees those that are theirs."""
    rows = promise.rows(who, year).annotate(state=state_on(who.on))
    if not who.may(Permission.VISITS_READ_ALL):
        rows = rows.filter(of_partner=who.user.pk)
    return rows.filter(due__range=(span.first, span.last)) if span else rows


def narrowed(rows: QuerySet[Any], year: int, *, partner: str = "", band: str = "", state: str = "") -> QuerySet[Any]:
    """Return the records of one partner (a key, or NONE), one band (its name, or NONE) and one state; blank for all."""
    if partner:
        rows = rows.filter(of_partner__isnull=True) if partner == NONE else rows.filter(of_partner=int(partner))
    if band:
        rows = rows.annotate(in_band=_band(year)).filter(in_band="" if band == NONE else band)
    return rows.filter(state=state) if state else rows


def counts(promises: Iterable[Promise], who: UserRoles, year: int, by: str, spans: Sequence[Span]) -> Counts:
    """Return the figures of promises, due in one of some spans, by partner (their key), term, band, or all together
    (""). One query, and one where nothing about days is stale; for many records they are kept for a moment."""

    promises = list(promises)

    def count() -> Counts:
        refresh_once(year)
        each = [_figures(promise, who, year, by, spans) for promise in promises]
        if not each:
            return {}
        first, *others = each
        return {(kind, part): tuple(numbers) for kind, part, *numbers in first.union(*others, all=True)}

    of = [promise.slug for promise in promises]
    days = [(str(span.first), str(span.last)) for span in spans]
    return counted(("promises", reader(who), year, by, of, days), count)


def names_of(keys: Iterable[str]) -> dict[str, str]:
    """Return {key: name} of partners. One query."""
    numbers = [int(key) for key in keys if key != NONE]
    return {str(key): name for key, name in User.objects.filter(pk__in=numbers).values_list("pk", "name")}


def partners() -> list[tuple[int, str]]:
    """Return everybody who is or was the partner of a school, by name."""
    ever = Assignment.objects.filter(role=AssignmentRole.SIP).order_by().values("user")
    return list(User.objects.filter(pk__in=ever).order_by("name", "pk").values_list("pk", "name"))


def for_list(rows: QuerySet[Any], year: int) -> QuerySet[Any]:
    """Add what a list says of each record: `school_name`, `partner_name` and `in_band`."""
    refresh_once(year)
    return rows.annotate(
        school_name=Subquery(School.objects.filter(pk=OuterRef("of_school")).values("name")[:1]),
        partner_name=Subquery(User.objects.filter(pk=OuterRef("of_partner")).values("name")[:1]),
        in_band=_band(year),
    )


def _figures(promise: Promise, who: UserRoles, year: int, by: str, spans: Sequence[Span]) -> QuerySet[Any, Any]:
    days = Q()
    for span in spans:
        days |= Q(due__range=(span.first, span.last))
    rows = records(promise, who, year).filter(days).order_by()
    numbers = {f"n_{state}": Count("pk", filter=Q(state=state)) for state in (KEPT, LATE, OPEN)}
    parted = rows.annotate(part=_part(by, year, spans)).values("part").annotate(**numbers)
    return parted.annotate(kind=Value(promise.slug, TextField())).values_list("kind", "part", *numbers)


def _part(by: str, year: int, spans: Sequence[Span]) -> Any:
    if by == PARTNER:
        return Coalesce(Cast("of_partner", TextField()), Value(NONE), output_field=TextField())
    if by == BAND:
        return Coalesce(NullIf(_band(year), Value("")), Value(NONE), output_field=TextField())
    if by == TERM:
        whens = [When(due__range=(span.first, span.last), then=Value(span.name)) for span in spans]
        return Case(*whens, default=Value(NONE), output_field=TextField())
    return Value("", TextField())


def _band(year: int) -> Coalesce:
    kept = DaysCount.objects.filter(academic_year=year, school=OuterRef("of_school"))
    return Coalesce(Subquery(kept.values("band")[:1]), Value(""), output_field=CharField())
