"""A school's published figures over the years, with those of England and the authority beside them.

One question to the database, whatever the number of measures and years.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from sil.framework.years import academic_year, last_day

from .. import succession
from ..models import Comparator, Indicator, School
from .charts import Chart, draw
from .measures import ALL, GROUPS, MEASURES, MISSING, STAGES, Measure
from .years import short

# Published years that the school's page shows, and how far back its lines go.
YEARS, BACK = 3, 7
# Reasons for a missing figure that tell something of the school in that year.
TOLD = frozenset({"suppressed", "low_coverage", "low_reliability", "nearly_none", "no_entries", "new_school"})
ENGLAND = (Comparator.Place.ENGLAND_STATE, Comparator.Place.ENGLAND_ALL)
# All-through schools count as secondary in the Department's figures.
PHASES = {
    "Primary": "primary",
    "Middle deemed primary": "primary",
    "Secondary": "secondary",
    "Middle deemed secondary": "secondary",
    "All-through": "secondary",
}
SPECIAL_GROUP, SPECIAL_ACADEMIES = 5, (33, 36, 44)
_KINDS = {
    ("england_state", ""): "state-funded schools",
    ("england_state", "primary"): "state-funded primary schools",
    ("england_state", "secondary"): "state-funded secondary schools",
    ("england_state", "special"): "state-funded special schools",
    ("england_all", ""): "all schools",
}


@dataclass(frozen=True)
class Comparison:
    """What a figure is compared with."""

    value: Decimal
    kind: str


@dataclass(frozen=True)
class Published:
    """One figure of a school, or why there is none, with what is beside it."""

    measure: Measure
    group: str
    year: int
    urn: int
    value: Decimal | None
    missing: str
    source: str
    england: Comparison | None = None
    authority: Comparison | None = None

    @property
    def words(self) -> str:
        """61%, or "suppressed: too few pupils"; never a zero for what is not known."""
        return MISSING.get(self.missing, self.missing) if self.value is None else self.measure.said(self.value)

    @property
    def difference(self) -> str:
        if self.value is None or self.england is None:
            return ""
        return self.measure.difference(self.value, self.england.value, "England")

    @property
    def england_words(self) -> str:
        return self.measure.said(self.england.value) if self.england else ""

    @property
    def authority_words(self) -> str:
        return self.measure.said(self.authority.value) if self.authority else ""

    @property
    def group_label(self) -> str:
        return GROUPS[self.group]

    @property
    def label(self) -> str:
        return short(self.year)


@dataclass(frozen=True)
class Row:
    """A year of a table: what was published, or why nothing was of any school."""

    year: int
    published: Published | None = None
    gap: str = ""

    @property
    def label(self) -> str:
        return short(self.year)


@dataclass(frozen=True)
class MeasureSummary:
    """A measure on the school's page."""

    measure: Measure
    group: str
    rows: tuple[Row, ...]
    others: tuple[Published, ...]
    chart: Chart | None

    @property
    def heading(self) -> str:
        """The measure, with its group where others may be published too."""
        of_all = self.group == ALL or ALL not in self.measure.columns
        return self.measure.label if of_all else f"{self.measure.label} ({GROUPS[self.group].lower()})"

    @property
    def latest(self) -> str:
        """ "61% in 2024/25, 1 percentage point below England"."""
        newest = next(row.published for row in self.rows if row.published)
        return ", ".join(filter(None, (f"{newest.words} in {newest.label}", newest.difference)))

    @property
    def note(self) -> str:
        better = self.measure.higher_is_better
        if better is None or self.measure.unit.bands:
            return ""
        return "Higher is better." if better else "Lower is better."


@dataclass(frozen=True)
class Stage:
    slug: str
    label: str
    measures: tuple[MeasureSummary, ...]


def phase_of(school: School) -> str:
    """The phase under which the Department counts a school, "" where none is certain."""
    if school.group_code == SPECIAL_GROUP or school.type_code in SPECIAL_ACADEMIES:
        return "special"
    return PHASES.get(school.phase, "")


def figures(school: School, urns: Sequence[int]) -> QuerySet[Indicator]:
    """Every figure of some schools that is of a measure and a group still known, each with those beside it.

    `beside` lists what England and the school's authority have of the same year, measure and group,
    for all schools and for its phase.
    """
    places = Q(place__in=ENGLAND) | Q(place=Comparator.Place.AUTHORITY, la_code=school.la_code)
    same = Comparator.objects.filter(
        places,
        academic_year=OuterRef("academic_year"),
        measure=OuterRef("measure"),
        pupil_group=OuterRef("pupil_group"),
        phase__in={phase_of(school), ""},
        value__isnull=False,
    )
    # As text: a number of JSON would come back as a float.
    told = same.order_by().values(told=JSONObject(place="place", phase="phase", value=Cast("value", TextField())))
    known = Indicator.objects.filter(school__in=urns, measure__in=MEASURES, pupil_group__in=GROUPS)
    return known.annotate(beside=ArraySubquery(told))


def read(row: Indicator) -> Published:
    """A figure of `figures`. Of England, state-funded schools go before all, and a phase before all together."""
    beside: list[dict[str, str]] = row.beside  # type: ignore[attr-defined]
    order = {str(place): number for number, place in enumerate(ENGLAND)}
    england = [each for each in beside if each["place"] in order]
    england.sort(key=lambda each: (order[each["place"]], not each["phase"]))
    authority = sorted((each for each in beside if each not in england), key=lambda each: not each["phase"])
    return Published(
        measure=MEASURES[row.measure],
        group=row.pupil_group,
        year=row.academic_year,
        urn=row.school_id,
        value=row.value,
        missing=row.missing,
        source=row.source,
        england=_nearest(england),
        authority=_nearest(authority),
    )


def _nearest(found: Sequence[Mapping[str, str]]) -> Comparison | None:
    if not found:
        return None
    place, phase = found[0]["place"], found[0]["phase"]
    kind = f"{phase} schools" if place == Comparator.Place.AUTHORITY and phase else _KINDS.get((place, phase), "")
    return Comparison(Decimal(found[0]["value"]), kind)


def published(
    school: School, *, until: int, urns: Sequence[int], measures: Collection[str] = MEASURES
) -> list[Published]:
    """What was published of a school until a year, and in the years before the latest, the latest first; of some
    `measures` alone.

    `urns` are the school and those it took the place of, the later first: where two of them have
    the same figure of a year, that of the later school holds.
    """
    order = {urn: place for place, urn in enumerate(urns)}
    known = figures(school, urns).filter(academic_year__lte=until).order_by("-academic_year")
    latest = known.values("academic_year")[:1]
    rows = known.filter(academic_year__gte=Subquery(latest) - BACK, measure__in=measures)
    chosen: dict[tuple[str, str, int], Indicator] = {}
    for row in sorted(rows, key=lambda row: (row.value is None, order[row.school_id])):
        chosen.setdefault((row.measure, row.pupil_group, row.academic_year), row)
    order_of, groups = list(MEASURES), list(GROUPS)
    found = [read(row) for row in chosen.values()]
    return sorted(found, key=lambda p: (-p.year, order_of.index(p.measure.slug), groups.index(p.group)))


def stages(school: School, on: date) -> list[Stage]:
    """The figures of a school's page, by stage: the last published years, and lines further back."""
    found = published(school, until=on.year, urns=succession.urns_with_predecessors(school))
    latest: dict[str, int] = {}
    for each in found:
        if each.value is not None:
            latest.setdefault(each.measure.stage, each.year)
    series: dict[str, list[Published]] = {}
    for each in found:
        series.setdefault(each.measure.slug, []).append(each)
    shown = [
        _summary(measure, series[slug], latest.get(measure.stage, 0))
        for slug, measure in MEASURES.items()
        if slug in series
    ]
    return [
        Stage(slug, label, measures)
        for slug, label in STAGES.items()
        if (measures := tuple(each for each in shown if each and each.measure.stage == slug))
    ]


def _summary(measure: Measure, found: Sequence[Published], latest: int) -> MeasureSummary | None:
    """A measure, or None where no year has a figure or a reason that is the school's own."""
    told = [each for each in found if each.value is not None or each.missing in TOLD]
    if not told:
        return None
    group = next((group for group in GROUPS if any(each.group == group for each in told)), ALL)
    own = [each for each in told if each.group == group]
    years = sorted({each.year for each in own}, reverse=True)[:YEARS]
    others = tuple(each for each in told if each.group != group and each.year in years)
    by_year = {each.year: each for each in own}
    rows = [Row(year, by_year[year]) for year in years]
    rows += [Row(y, gap=why) for y, why in measure.gaps.items() if min(years) < y <= latest and y not in by_year]
    rows.sort(key=lambda row: -row.year)
    values = {each.year: each.value for each in own if each.value is not None}
    england = {each.year: each.england.value for each in own if each.england}
    chart = draw(measure, values, england) if len(values) > 1 and not measure.unit.bands else None
    return MeasureSummary(measure, group, tuple(rows), tuple(sorted(others, key=_by_group)), chart)


def _by_group(each: Published) -> tuple[int, int]:
    return list(GROUPS).index(each.group), -each.year


@dataclass(frozen=True)
class MeasureSentence:
    """A measure over its last years in a sentence, for a criterion."""

    measure: str
    text: str
    latest: str
    as_of: date
    source: str


@dataclass
class _Story:
    latest: Published
    parts: list[str] = field(default_factory=list)


def measure_sentences(
    school: School, measures: Iterable[str], on: date, *, urns: Sequence[int]
) -> dict[str, MeasureSentence]:
    """Some measures of a school as sentences, from what was over by a day; no query where none is known.

    "Reading, expected standard: 61% in 2024/25 (England 62%), 58% in 2023/24 (England 61%)".
    """
    wanted = [slug for slug in dict.fromkeys(measures) if slug in MEASURES]
    if not wanted:
        return {}
    stories: dict[str, _Story] = {}
    until = academic_year(on) - 1
    for each in published(school, until=until, urns=urns, measures=wanted):
        slug = each.measure.slug
        main = ALL if ALL in each.measure.columns or each.measure.rows else each.group
        if slug not in wanted or each.group != main or (each.value is None and each.missing not in TOLD):
            continue
        story = stories.setdefault(slug, _Story(each))
        if len(story.parts) < YEARS:
            england = f" (England {each.england_words})" if each.england and each.value is not None else ""
            story.parts.append(f"{each.words} in {short(each.year)}{england}")
    return {
        slug: MeasureSentence(
            slug,
            f"{MEASURES[slug].label}: {', '.join(s.parts)}",
            f"{MEASURES[slug].label}: {s.parts[0]}",
            last_day(s.latest.year),
            s.latest.source,
        )
        for slug, s in stories.items()
    }
