"""The kind of early sign that allocations tell: a band that moved down."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from schools.signs.kinds import Asked, Fact, Kind, Row, columns
from sil.framework.models import read_version
from sil.framework.schema import Framework
from sil.framework.signs import SignRule
from sil.framework.years import academic_year

from ..models import Allocation

_TEXT: "TextField[Any, Any]" = TextField()


def _moved(asked: Asked) -> QuerySet[Any, Any]:
    """The bands that hold in the present academic year, where a higher one held in the year before: by the framework
    in force, where it orders its bands and has both."""
    year = academic_year(asked.on)
    held = Allocation.objects.filter(superseded_on__isnull=True).exclude(band="")
    last = held.filter(school=OuterRef("school"), round__academic_year=year - 1)
    version = Subquery(last.values("round__framework_version__sha256")[:1])
    found = held.filter(school__in=asked.schools, round__academic_year=year, ended_on__lte=asked.on)
    found = found.annotate(last=Subquery(last.values("band")[:1]), last_version=version).filter(
        _is_lower(asked.framework)
    )
    parts = ("last_version", "last", "band")
    both = Concat(*(each for name in parts for each in (Cast(name, _TEXT), Value(" ", _TEXT))), output_field=_TEXT)
    return columns(found, asked, day="ended_on", text="round__framework_version__sha256", other_text=both)


def _is_lower(framework: Framework) -> Q:
    order = [band.id for band in framework.bands]
    lower = Q(pk__in=())
    for now, then in ((now, then) for place, now in enumerate(order) for then in order[:place]):
        if framework.distance(then, now):
            lower |= Q(last=then, band=now)
    return lower


def _lower(row: Row, rule: SignRule) -> Fact:
    """Each band as its own version of the framework names it."""
    version, then, now = (row.other_text or "").split()
    before, after = read_version(version).band(then), read_version(row.text or "").band(now)
    words = f"{after.name}, after {before.name} the year before."
    return Fact(words, reverse("allocation", kwargs={"pk": row.key}))


KINDS = (
    Kind(
        slug="band_down",
        words=lambda rule: "The band of this year is lower than that of the year before.",
        rows=_moved,
        fact=_lower,
    ),
)
