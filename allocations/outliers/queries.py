"""Bands that stand out, with the facts that make them so. Nothing is worked out from them: people look again.

The rules compare a band with what Ofsted last found and with the band of the year before, and a mark with those of
other schools that Ofsted last judged alike (`marks`). They hold only where a framework orders its bands from better to
worse.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from schools.models import Inspection
from schools.models.inspections import CATEGORIES, grade_in_words
from sil.clock import in_words
from sil.framework.models import read_version
from sil.framework.schema import Band, Framework
from sil.made_once.counted import counted

from ..allocation.queries import of_each_school, with_bands
from ..models import Allocation, OutlierDismissal, Round
from .marks import MarkOutlier, outlying_marks

GRADE, MOVE = "grade", "move"
WORST, WEAK, BEST = "4", "3", "1"
# As many bands at once are unusual.
FAR = 2

# {allocation: ((kind, words), ...)} of all that stand out
Facts = Mapping[int, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Outlier:
    """One thing that speaks against a band: of which kind, in words, and why it was dismissed, if it was."""

    kind: str
    words: str
    dismissal: OutlierDismissal | None = None


@dataclass(frozen=True)
class Known:
    """What is known of a school: the category that it is in, its last overall grade with the day, and its last band."""

    category: str = ""
    overall: str = ""
    graded_on: date | None = None
    last: Band | None = None


@dataclass(frozen=True)
class Standing:
    """A school whose band or a mark stands out."""

    allocation: Allocation
    outliers: tuple[Outlier, ...]

    @property
    def is_open(self) -> bool:
        """Whether something was not dismissed yet."""
        return any(outlier.dismissal is None for outlier in self.outliers)


def speaks_against(framework: Framework, band: Band, known: Known) -> Iterator[Outlier]:
    """Say what speaks against a band, in the order in which it is read."""
    if not framework.allocation.ordered:
        return
    best = framework.bands[0]
    if words := _grade(band, best, known):
        yield Outlier(GRADE, words)
    if known.last is not None and (framework.distance(known.last.id, band.id) or 0) >= FAR:
        yield Outlier(MOVE, f"{band.name}, after {known.last.name} the year before.")


def _grade(band: Band, best: Band, known: Known) -> str:
    """What Ofsted found against a band, blank where it does not stand against it."""
    graded = (
        f"{grade_in_words(known.overall, known.graded_on)} on {in_words(known.graded_on)}" if known.graded_on else ""
    )
    if known.category and not band.concern:
        return f"{band.name}, but in a category of Ofsted: {CATEGORIES.get(known.category, known.category)}."
    if known.overall == WORST and not band.concern:
        return f"{band.name}, but judged {graded}."
    if known.overall == WEAK and band == best:
        return f"{band.name}, but judged {graded}."
    if known.overall == BEST and band.concern:
        return f"{band.name}, but judged {graded}."
    return ""


def facts_of_round(found: Round, on: date) -> Facts:
    """Return what stands out in a round, dismissed or not. Three queries; in a large round it is kept for a moment."""
    return counted(("outliers", found.pk, str(on)), lambda: _facts(found, on))


def shown(facts: Facts, *, are_open: bool) -> Facts:
    """Return the schools with something that was not dismissed yet, or those of which everything was. One query."""
    dismissed = set(
        OutlierDismissal.objects.filter(allocation__in=list(facts)).values_list("allocation", "kind", "facts")
    )
    return {
        pk: said
        for pk, said in facts.items()
        if any((pk, kind, words) not in dismissed for kind, words in said) is are_open
    }


def standing_of(allocations: Iterable[Allocation], facts: Facts) -> list[Standing]:
    """Return some allocations with what stands out about each, and why it was dismissed. One query."""
    rows = list(allocations)
    kept = OutlierDismissal.objects.filter(allocation__in=[row.pk for row in rows]).select_related("by")
    dismissed: Mapping[Any, OutlierDismissal] = {(d.allocation_id, d.kind, d.facts): d for d in kept}
    return [
        Standing(row, tuple(Outlier(*each, dismissed.get((row.pk, *each))) for each in facts.get(row.pk, ())))
        for row in rows
    ]


def of_allocation(allocation: Allocation, on: date, *, band: str = "", with_marks: bool = False) -> Sequence[Outlier]:
    """Return what speaks against the band of an allocation, or against another `band` that is thought of, and against
    what was marked (`with_marks`). Two queries, and two for the marks."""
    row = with_facts(Allocation.objects.filter(pk=allocation.pk), allocation.round.academic_year, on).get()
    framework, named = allocation.framework, band or row.now
    if named not in {each.id for each in framework.bands}:
        return ()
    marks = outlying_marks(allocation.round, on, allocation=allocation.pk) if with_marks else ()
    facts = _said(framework, [(row, framework.band(named))], marks)
    return standing_of([row], facts)[0].outliers if facts else ()


def _facts(found: Round, on: date) -> Facts:
    rows = with_facts(of_each_school(found), found.academic_year, on).filter(now__isnull=False)
    return _said(found.framework, [(row, found.framework.band(row.now)) for row in rows], outlying_marks(found, on))


def _said(framework: Framework, rows: Iterable[tuple[Any, Band]], marks: Iterable[MarkOutlier]) -> Facts:
    of_marks: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for mark in marks:
        of_marks[mark.allocation].append((mark.kind, mark.words))
    said = {
        row.pk: (*((o.kind, o.words) for o in speaks_against(framework, band, _known(row))), *of_marks[row.pk])
        for row, band in rows
    }
    return {pk: facts for pk, facts in said.items() if facts}


def _known(row: Any) -> Known:
    last = read_version(row.then_version).band(row.then) if row.then else None
    return Known(row.category or "", row.overall or "", row.graded_on, last)


def with_facts(allocations: QuerySet[Allocation], year: int, on: date) -> QuerySet[Any]:
    """Add what `with_bands` does, and what `Known` holds besides."""
    of_school = Inspection.objects.filter(school=OuterRef("school"), starts_on__lte=on)
    category = of_school.filter(followed_from__gt=on).exclude(category="").order_by("-starts_on", "-pk")
    graded = of_school.filter(overall__in=["1", "2", "3", "4"]).order_by("-starts_on", "-pk")
    return with_bands(allocations, year).annotate(
        category=Subquery(category.values("category")[:1]),
        overall=Subquery(graded.values("overall")[:1]),
        graded_on=Subquery(graded.values("starts_on")[:1]),
    )
