"""How the same criterion was marked in schools that Ofsted last judged alike: by partner, and which marks stand out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from schools.models import Inspection
from schools.models.inspections import OVERALL
from sil.framework.schema import Criterion, Framework

from ..allocation.queries import of_each_school
from ..models import Mark, Position, Round
from ..states import Party

KIND = "mark-"
# As few schools judged alike are no measure of another.
ENOUGH = 5
FAR = 2
GRADES = {grade: OVERALL[grade] for grade in ("1", "2", "3", "4")}
NO_GRADE = "No overall grade"
# (criterion, grade) -> how often each set of bands was marked.
Marked = Mapping[tuple[str, str], Counter[tuple[str, ...]]]


@dataclass(frozen=True)
class MarkOutlier:
    """A mark that is far from how most schools that were judged alike were marked."""

    allocation: int
    kind: str
    words: str


@dataclass(frozen=True)
class PartnerMarks:
    """How one partner marked a criterion in schools of one grade: the number of schools by mark, as the columns go."""

    grade: str
    partner: str
    numbers: tuple[int, ...]

    @property
    def grade_words(self) -> str:
        """The grade in words; a school without one has a report card, or nothing on record."""
        return GRADES.get(self.grade, NO_GRADE)

    @property
    def total(self) -> int:
        return sum(self.numbers)


def outlying_marks(found: Round, on: date, *, allocation: int | None = None) -> list[MarkOutlier]:
    """Return the marks of a round, or of one allocation, that are `FAR` bands from the mark of most schools which
    Ofsted last gave the same overall grade, where at least `ENOUGH` of them were marked. Two queries."""
    framework = found.framework
    if not framework.allocation.ordered:
        return []
    rows = _marks(found, on)
    counts: defaultdict[tuple[str, str], Counter[tuple[str, ...]]] = defaultdict(Counter)
    grouped = rows.exclude(bands=[]).order_by().values_list("criterion", "grade", "bands").annotate(n=Count("pk"))
    for criterion, grade, bands, number in grouped:
        counts[criterion, grade][tuple(bands)] += number
    usual = {key: most for key, marked in counts.items() if (most := _most(marked))}
    far = [
        (criterion, grade, bands)
        for (criterion, grade), most in usual.items()
        for bands in counts[criterion, grade]
        if _distance(framework, bands, most) >= FAR
    ]
    if not far:
        return []
    condition = Q()
    for criterion, grade, bands in far:
        condition |= Q(criterion=criterion, grade=grade, bands=list(bands))
    out = rows.filter(condition)
    if allocation is not None:
        out = out.filter(position__allocation=allocation)
    return [_outlier(framework, mark, usual[mark.criterion, mark.grade]) for mark in out.order_by("position", "pk")]


def marks_by_partner(found: Round, criterion: Criterion, on: date) -> tuple[tuple[str, ...], list[PartnerMarks]]:
    """Return the marks that were given for a criterion, in words, and how often each partner gave each, by the last
    overall grade of the schools. One query."""
    framework = found.framework
    rows = _marks(found, on).filter(criterion=criterion.id).order_by()
    counted = rows.values_list("grade", "position__taken_by__name", "position__taken_by", "bands").annotate(
        n=Count("pk")
    )
    # By key too: two partners may have the same name.
    numbers: defaultdict[tuple[str, str, int], Counter[str]] = defaultdict(Counter)
    for *key, bands, number in counted:
        numbers[tuple(key)][framework.names(bands)] += number
    columns = tuple(framework.names(bands) for bands in (*(each.bands for each in criterion.readings), ()))
    listed = [
        PartnerMarks(grade, partner, tuple(given[column] for column in columns))
        for (grade, partner, _), given in sorted(numbers.items(), key=lambda row: (not row[0][0], row[0]))
    ]
    return columns, listed


def _marks(found: Round, on: date) -> QuerySet[Any]:
    """The marks of the partner for every school of a round, each with the last overall `grade` of its school: of the
    proposal, or of what waits to be checked."""
    unchecked = Position.objects.filter(allocation=OuterRef("pk"), party=Party.UNCHECKED).order_by("-number")
    there = of_each_school(found).annotate(last=Coalesce(F("proposal"), Subquery(unchecked.values("pk")[:1])))
    graded = Inspection.objects.filter(
        school=OuterRef("position__allocation__school"), starts_on__lte=on, overall__in=GRADES
    ).order_by("-starts_on", "-pk")
    marks = Mark.objects.filter(position__in=there.values("last"))
    return marks.annotate(
        grade=Coalesce(Subquery(graded.values("overall")[:1]), Value("")), to=F("position__allocation")
    )


def _most(marked: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """What more than half of enough schools were marked, or nothing."""
    (bands, number), *_ = marked.most_common(1)
    total = marked.total()
    return bands if total >= ENOUGH and 2 * number > total else ()


def _distance(framework: Framework, one: Sequence[str], other: Sequence[str]) -> int:
    """How many bands apart two marks are at the least."""
    return min(framework.distance(a, b) or 0 for a in one for b in other)


def _outlier(framework: Framework, mark: Any, most: Iterable[str]) -> MarkOutlier:
    criterion = framework.criterion(mark.criterion)
    name = criterion.name if criterion else mark.criterion
    alike = f"schools last judged {GRADES[mark.grade]}" if mark.grade else "schools without an overall grade"
    words = f"{name}: {framework.names(mark.bands)}, but most {alike} were marked {framework.names(most)}."
    return MarkOutlier(mark.to, f"{KIND}{mark.criterion}", words)
