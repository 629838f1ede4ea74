"""What a visit would take beyond the days that a school is allowed, before it is saved."""

from datetime import date
from decimal import Decimal
from typing import Protocol

from schools.models import School
from sil.framework.queries import version_for
from sil.framework.years import academic_year, label

from ..models import Visit
from .ledger import BEYOND, Charge, days_in_words
from .queries import ledgers


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
