"""Days beyond those that a school is allowed: what a visit would take, before it is saved, and the schools that are."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from django.db.models import QuerySet

from schools.models import School
from sil.accounts.user_roles import UserRoles
from sil.framework.queries import version_for
from sil.framework.schema import Framework, days_in_words
from sil.framework.years import academic_year, label

from ..models import ExtraDaysRequest, Visit
from .ledger import BEYOND, Charge, Ledger
from .owed import schools_in_view, with_sip
from .queries import ledgers

if TYPE_CHECKING:
    from .owed import SchoolWithSip


@dataclass(frozen=True)
class SchoolOver:
    """A school that has used and planned more days than it is allowed."""

    school: "SchoolWithSip"
    ledger: Ledger
    # What its partner asked for and nobody has answered.
    asked: ExtraDaysRequest | None


def schools_over(who: UserRoles, framework: Framework | None) -> list[SchoolOver]:
    """Return the schools in a person's view that are over their days this year, by name. Three queries."""
    year = academic_year(who.on)
    found = {urn: each for urn, each in ledgers(schools_in_view(who, framework), year).items() if each.over}
    asked = {each.school_id: each for each in open_requests().filter(school__in=found, academic_year=year)}
    rows = with_sip(School.objects.filter(pk__in=found), who.on).order_by("name", "pk")
    return [SchoolOver(school, found[school.pk], asked.get(school.pk)) for school in rows]


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
    record. Two queries."""
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
