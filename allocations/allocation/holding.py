"""The band that holds for a school on a day: of the latest round, begun by then, in which it has one."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from schools.models import School
from sil.framework.schema import Band
from sil.framework.years import academic_year

from ..models import Allocation


def held(on: date, rounds: Collection[int] | None = None) -> QuerySet[Allocation]:
    """Return the allocations whose band holds on a day, one for each school that has a band. `rounds` are the keys of
    rounds whose year has begun, where no others are looked for."""
    year = academic_year(on)
    begun = Q(round__academic_year__lte=year) if rounds is None else Q(round__in=rounds)
    return Allocation.objects.filter(begun, superseded_on=None, followed_from__gt=year).exclude(band="")


def band_of(school: School | int, on: date) -> Band | None:
    """Return the band that a school, or the one of a URN, holds on a day, as the framework has it under which it was
    settled; None for none. One query."""
    found = held(on).filter(school=school).select_related("round__framework_version").first()
    return found.settled_band if found else None
