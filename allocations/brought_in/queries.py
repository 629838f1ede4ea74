"""What there is of earlier years, the file to fill in, and what stands on bands that were brought in."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools.models import BroughtInFile, School
from sil.framework.models import FrameworkVersion
from sil.framework.queries import current, version_for
from sil.framework.years import academic_year
from sil.uploads.sheets import Line
from sil.workflow import Denied

from ..models import Allocation, Position, Round
from ..round.queries import schools_for
from .reading import Known, urns_of, years_of


def files() -> QuerySet[BroughtInFile]:
    """Return the files of bands, the latest first, without what they hold."""
    found = BroughtInFile.objects.filter(kind=BroughtInFile.Kind.BANDS).select_related("made_by", "taken_back_by")
    return found.defer("rows", "entries", "problems")


def version_of(year: int) -> FrameworkVersion:
    """Return the framework by which the bands of a year are named: that of the year, otherwise the earliest there is.
    Raises Denied("no_framework")."""
    found = version_for(year) or FrameworkVersion.objects.order_by("first_academic_year", "pk").first()
    if found is None:
        raise Denied("no_framework", "No framework has been loaded, so there are no bands to bring in.")
    return found


def known_of(lines: Sequence[Line], on: date) -> Known:
    """Return what there is of the schools and years of a file. Raises Denied("no_framework")."""
    years = years_of(lines)
    rounds = {each.academic_year: each for each in Round.objects.filter(academic_year__in=years)}
    schools = School.objects.in_bulk(urns_of(lines))
    there = Allocation.objects.filter(school__in=schools, round__in=rounds.values(), superseded_on=None)
    there = there.exclude(band="").select_related("school", "round__framework_version")
    frameworks = {
        year: rounds[year].framework if year in rounds else version_of(year).framework
        for year in {*years, academic_year(on)}
    }
    bands = {(each.school_id, each.round.academic_year): each for each in there}
    return Known(on, schools, rounds, bands, frameworks)


def lines_to_fill_in(on: date) -> Iterator[list[object]]:
    """Return a line of the file for each open school that gets an allocation, for the year before: with the band that
    was brought in, or empty."""
    framework, year = current(), academic_year(on) - 1
    if framework is None:
        return
    there = Allocation.objects.filter(round__academic_year=year, superseded_on=None).exclude(band="")
    found = {each.school_id: each for each in there.select_related("round__framework_version")}
    for school in schools_for(framework).order_by("name", "urn"):
        each = found.get(school.pk)
        said: list[object] = ["", None, ""]
        if each:
            said = [each.framework.band(each.band).name, each.ended_on, each.brought_in_reasons]
        yield [school.pk, school.name, f"{year}/{(year + 1) % 100:02}", *said]


def brought_in(file: BroughtInFile) -> QuerySet[Allocation]:
    """Return what a file brought in, also what was taken back, by school and year."""
    found = file.allocations.select_related("school", "round__framework_version")
    return found.order_by("school__name", "school", "-round__academic_year")


def standing_on(file: BroughtInFile) -> QuerySet[Allocation]:
    """Return the bands of a file on which something stands: a band of a later year was proposed for the school since,
    or the school was flagged as high-risk by it."""
    after = Position.objects.filter(
        allocation__school=OuterRef("school"),
        allocation__round__academic_year__gt=OuterRef("round__academic_year"),
        taken_at__gte=file.made_at,
    )
    stands = Q(Exists(after)) | Q(high_risk_since__isnull=False)
    return brought_in(file).filter(stands).exclude(band="")
