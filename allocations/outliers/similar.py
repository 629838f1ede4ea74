"""Schools that are most like one, with their bands, so that a band can be looked at beside theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, FloatField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Abs, Cast, Coalesce

from schools.models import School
from schools.models.inspections import grade_in_words
from sil.framework.models import read_version
from sil.framework.schema import Framework

from ..allocation.queries import of_each_school
from ..models import Allocation
from .queries import with_facts

MOST = 10
# Ten points of free school meals count as much as twice, or half, the pupils.
_POINTS = 10.0


@dataclass(frozen=True)
class Similar:
    """A school beside another: what makes it alike, its band now and the year before, in words."""

    allocation: Allocation
    pupils: int | None
    free_meals: Decimal | None
    judged: str
    band: str
    last: str


def similar_schools(allocation: Allocation, on: date) -> tuple[Similar, Sequence[Similar]]:
    """Return a school, and the `MOST` schools of its phase in its round that are most like it: those with the same last
    overall grade first, then by number of pupils and share of free school meals. What the register does not say makes
    no difference. Two queries."""
    year = allocation.round.academic_year
    own = (
        with_facts(Allocation.objects.filter(pk=allocation.pk), year, on)
        .select_related("school", "round__framework_version")
        .get()
    )
    others = of_each_school(allocation.round).filter(school__phase=own.school.phase).exclude(school=own.school_id)
    same_grade = Q(overall=own.overall) if own.overall else Q(overall__isnull=True)
    found = (
        with_facts(others, year, on)
        .select_related("school", "round__framework_version")
        .annotate(otherwise=Case(When(same_grade, then=0), default=1), unlike=_unlike(own.school))
    )
    framework = allocation.framework
    nearest = found.order_by("otherwise", "unlike", "school__name")[:MOST]
    return _shown(own, framework), [_shown(row, framework) for row in nearest]


def _unlike(school: School) -> Combinable:
    """How far apart two schools are in pupils and in free school meals, from 0."""
    parts: Combinable = Value(0.0, FloatField())
    if school.pupils:
        own = Value(float(school.pupils))
        pupils = Coalesce(Cast("school__pupils", FloatField()), own)
        parts += Abs(pupils - own) / (pupils + own)
    if school.percentage_fsm is not None:
        share = Value(float(school.percentage_fsm))
        parts += Abs(Coalesce(Cast("school__percentage_fsm", FloatField()), share) - share) / Value(3 * _POINTS)
    return parts


def _shown(row: Any, framework: Framework) -> Similar:
    band = next((each.name for each in framework.bands if each.id == row.now), "")
    last = read_version(row.then_version).band(row.then).name if row.then else ""
    judged = grade_in_words(row.overall, row.graded_on) if row.graded_on else ""
    return Similar(row, row.school.pupils, row.school.percentage_fsm, judged, band, last)
