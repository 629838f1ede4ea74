"""Days beyond those that a school is allowed: what a visit would take, before it is saved, and the schools that are."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery

from schools.models import School
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import version_for
from sil.framework.schema import Framework, days_in_words
from sil.framework.years import academic_year, label

from ..models import DaysCount, ExtraDaysRequest, Visit
from .ledger import BEYOND, Charge
from .owed import counts_in_view, partner_of
from .queries import CHARGED, ledgers

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class OverColumns(TypedDict):
    """The name of the school's present partner, and the days that were asked for and nobody has answered."""

    sip_name: str | None
    asked_days: Decimal | None


if TYPE_CHECKING:
    OverRow = WithAnnotations[DaysCount, OverColumns]


def counts_over(who: UserRoles, framework: Framework | None) -> "QuerySet[OverRow]":
    """Return the counts of the schools in a person's view that are over their days this year."""
    found = counts_in_view(who, framework).filter(over__gt=0).select_related("school")
    mine = ExtraDaysRequest.objects.filter(
        school=OuterRef("school"), academic_year=OuterRef("academic_year"), answered_on__isnull=True
    )
    return found.annotate(sip_name=partner_of("school", who.on), asked_days=Subquery(mine.values("days")[:1]))


def asked_for(schools: Iterable[int], year: int) -> dict[int, ExtraDaysRequest]:
    """Return {URN: what its partner asked for in a year and nobody has answered}, of schools by their URNs."""
    return {each.school_id: each for each in open_requests().filter(school__in=schools, academic_year=year)}


def open_requests() -> QuerySet[ExtraDaysRequest]:
    """Return the requests for extra days that nobody has answered, the oldest first."""
    found = ExtraDaysRequest.objects.filter(answered_on__isnull=True).select_related("school", "asked_by")
    return found.order_by("asked_on", "pk")


class Charged(Protocol):
    """A visit as it would be saved: its kind and its length in days."""

    @property
    def kind(self) -> str: ...
    @property
    def days(self) -> Decimal: ...


def over_warnings(school: School, day: date, charged: Charged, *, but: Visit | None = None) -> list[str]:
    """Return what to ask where a visit takes the school over its days, or further over. `but` is the visit as it is on
    record. Three queries, and none where it charges the same already."""
    same = but is not None and (but.kind, but.days, but.starts_on) == (charged.kind, charged.days, day)
    if same and but is not None and but.status in CHARGED:
        return []
    year = academic_year(day)
    version = version_for(year)
    kind = version.framework.visits.kind(charged.kind) if version and version.framework.visits else None
    if kind is None or not charged.days:
        return []
    mine = School.objects.filter(pk=school.pk)
    before = ledgers(mine, year)[school.pk]
    after = ledgers(mine, year, but=but, more=[Charge(kind.line or BEYOND, charged.days, day, is_held=False)])[
        school.pk
    ]
    if after.over <= before.over:
        return []
    taken = days_in_words(after.delivered + after.planned)
    has = f"{school.name} has {days_in_words(after.allowed)} for {label(year)}"
    return [f"{has}. With this visit {taken} are used or planned: {days_in_words(after.over)} over. Is that right?"]
