"""The figure of England beside figures of many schools, for the database: the same choice as `queries.read` makes."""

from typing import Any

from django.db.models import Case, CharField, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from ..models import Comparator, Indicator
from .measures import ALL
from .queries import ENGLAND, PHASES, SPECIAL_ACADEMIES, SPECIAL_GROUP


def beside_england(measures: tuple[str, ...]) -> QuerySet[Any]:
    """The figures of all pupils of some measures that were published of schools, each with `england`: what England has
    of the year, for the school's phase before all schools, state-funded before all. Without one, it is no row."""
    special = Q(school__group_code=SPECIAL_GROUP) | Q(school__type_code__in=SPECIAL_ACADEMIES)
    phases = [When(school__phase=register, then=Value(counted)) for register, counted in PHASES.items()]
    counted_as = Case(When(special, then=Value("special")), *phases, default=Value(""), output_field=CharField())
    there = Comparator.objects.filter(
        Q(phase=OuterRef("counted_as")) | Q(phase=""),
        place__in=ENGLAND,
        academic_year=OuterRef("academic_year"),
        measure=OuterRef("measure"),
        pupil_group=ALL,
        value__isnull=False,
    )
    first = Case(*(When(place=place, then=Value(number)) for number, place in enumerate(ENGLAND)))
    value: DecimalField[Any, Any] = DecimalField(max_digits=9, decimal_places=4)
    found = Indicator.objects.filter(measure__in=measures, pupil_group=ALL, value__isnull=False)
    found = found.annotate(counted_as=counted_as)
    nearest = there.order_by(first, "-phase").values("value")[:1]
    return found.annotate(england=Subquery(nearest, output_field=value)).filter(england__isnull=False)


def gap() -> Any:
    """Of `beside_england`: the figure less England's."""
    return F("value") - F("england")
