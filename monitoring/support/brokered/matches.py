"""Who could give support that was asked for: leaders and schools' offers that fit, each with the facts why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import hypot
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from schools.models import School
from sil.clock import in_words
from sil.framework.schema import days_in_words

from ..models import Leader, SchoolOffer, Support
from ..queries import days_taken
from ..years import financial_year
from .queries import holds_post

METRES_A_MILE = 1609.344
MOST = 10


@dataclass(frozen=True)
class Match:
    """Somebody who is proposed. `key` names them in a form; `miles` is None where a place is not known."""

    key: str
    name: str
    what: str
    left: Decimal
    miles: float | None
    facts: tuple[str, ...]
    href: str


def miles_between(one: School, other: School | None) -> float | None:
    """Return the straight line between two schools in miles, or None where a place is not known."""
    if one.easting is None or one.northing is None:
        return None
    if other is None or other.easting is None or other.northing is None:
        return None
    return hypot(one.easting - other.easting, one.northing - other.northing) / METRES_A_MILE


def matches(support: Support, on: date) -> list[Match]:
    """Return at most MOST matches of support, the nearest first and those of unknown distance last: about its topic and
    the school's phase, with days left in the financial year, accredited or offered on the day, and with no part in the
    school. Two queries."""
    found = [*_leaders(support, on), *_offers(support, on)]
    return sorted(found, key=lambda each: (each.miles is None, each.miles or 0, -each.left, each.name))[:MOST]


def fitting_leaders(support: Support, on: date) -> QuerySet[Any]:
    """Return the leaders who fit, on the day or later, with the days that are `left` of this financial year."""
    found = Leader.objects.filter(
        ~Exists(holds_post(support.school, on, email=OuterRef("email"))),
        Q(accredited_to__isnull=True) | Q(accredited_to__gte=on),
        ended_on=None,
        topics__contains=[support.topic],
    )
    found = found.filter(Q(school=None) | ~Q(school=support.school_id))
    return _with_days(_of_phase(found, support), "leader", on)


def fitting_offers(support: Support, on: date) -> QuerySet[Any]:
    """Return the offers that fit, on the day or later, with the days that are `left` of this financial year."""
    found = SchoolOffer.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), topic=support.topic, school__is_open=True
    ).exclude(school=support.school_id)
    return _with_days(_of_phase(found, support), "offer", on)


def _of_phase(rows: QuerySet[Any], support: Support) -> QuerySet[Any]:
    return rows.filter(Q(phases=[]) | Q(phases__contains=[support.school.phase]))


def _with_days(rows: QuerySet[Any], by: str, on: date) -> QuerySet[Any]:
    taken = rows.annotate(taken=days_taken(by, financial_year(on)))
    return taken.annotate(left=F("days_a_year") - F("taken")).select_related("school")


def _leaders(support: Support, on: date) -> Iterator[Match]:
    for each in fitting_leaders(support, on).filter(left__gt=0, accredited_from__lte=on):
        until = f"Accredited until {in_words(each.accredited_to)}" if each.accredited_to else "Accreditation has no end"
        at = f"Works at {each.school}" if each.school else "Works at no school of the register"
        yield _match(support, each, "leader", each.name, each.designation_name, (at, until))


def _offers(support: Support, on: date) -> Iterator[Match]:
    for each in fitting_offers(support, on).filter(left__gt=0, starts_on__lte=on):
        until = f"Offered until {in_words(each.ends_on)}" if each.ends_on else "Offered without a last day"
        yield _match(support, each, "offer", each.school.name, "A school", (until,))


def _match(support: Support, each: Any, by: str, name: str, what: str, more: tuple[str, ...]) -> Match:
    miles = miles_between(support.school, each.school)
    far = "Distance is not known" if miles is None else f"{miles:.1f} miles away in a straight line"
    phases = f"Works with {support.school.phase}" if each.phases else "Works with every phase"
    taken = f"{days_in_words(each.left)} left of {days_in_words(each.days_a_year)} this financial year"
    facts = (f"Helps with {support.topic_name}", phases, far, taken, *more)
    return Match(f"{by}-{each.pk}", name, what, each.left, miles, facts, each.get_absolute_url())
