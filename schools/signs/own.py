"""The kinds of early signs whose facts are in a school's record: its head, what Ofsted asked, published figures."""

from decimal import Decimal
from typing import Any

from django.db.models import Case, DateField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from sil.clock import in_words, months_on
from sil.framework.signs import SignRule
from sil.framework.years import academic_year

from ..indicators.england import beside_england, gap
from ..indicators.measures import MEASURES
from ..indicators.years import short
from ..models import AreaForImprovement, Indicator, Post
from .kinds import Asked, Fact, Kind, Row, columns, count
from .text import plain_text, shortened

# A figure that is older says nothing of the school as it is.
RECENT = 3
_TEXT: "TextField[Any, Any]" = TextField()


def _heads(asked: Asked) -> QuerySet[Any, Any]:
    """Heads who began within the months, where somebody else is on record as head before them."""
    since = months_on(asked.on, -asked.rule.figure("months"))
    held = Q(ends_on__isnull=True) | Q(ends_on__gte=asked.on)
    earlier = Post.objects.filter(school=OuterRef("school"), role="headteacher", starts_on__lt=OuterRef("starts_on"))
    found = Post.objects.filter(
        held, Exists(earlier.exclude(user=OuterRef("user"))), school__in=asked.schools, role="headteacher"
    )
    found = found.filter(starts_on__gte=since, starts_on__lte=asked.on)
    return columns(found, asked, day="starts_on", text="user__name")


def _head(row: Row, rule: SignRule) -> Fact:
    href = f"{reverse('school', kwargs={'urn': row.urn})}?part=people"
    return Fact(f"{row.text} became headteacher on {in_words(row.day)}.", href)


def _asked_twice(asked: Asked) -> QuerySet[Any, Any]:
    """Areas of inspections within the years that somebody recorded as asked again, or that an earlier inspection asked
    in the same words, unless they are recorded as improved."""
    since = months_on(asked.on, -12 * asked.rule.figure("years"))
    there = AreaForImprovement.objects.filter(
        inspection__withdrawn_on__isnull=True, inspection__starts_on__gte=since, inspection__starts_on__lte=asked.on
    )
    there = there.annotate(plain=plain_text("text"))
    earlier = there.filter(
        plain=OuterRef("plain"),
        inspection__school=OuterRef("inspection__school"),
        inspection__starts_on__lt=OuterRef("inspection__starts_on"),
    ).order_by("-inspection__starts_on")
    found = there.annotate(first_on=Subquery(earlier.values("inspection__starts_on")[:1]))
    found = found.filter(inspection__school__in=asked.schools).exclude(progress=AreaForImprovement.Progress.IMPROVED)
    found = found.filter(Q(first_on__isnull=False) | Q(progress=AreaForImprovement.Progress.ASKED_AGAIN))
    return columns(
        found, asked, urn="inspection__school", day="inspection__starts_on", other_day="first_on", text="text",
        key="inspection",
    )  # fmt: skip


def _area(row: Row, rule: SignRule) -> Fact:
    asked = f"“{shortened(row.text or '')}”, asked on {in_words(row.day)}"
    again = f" and on {in_words(row.other_day)}" if row.other_day else " and recorded as asked again"
    return Fact(f"{asked}{again}.", reverse("inspection", kwargs={"pk": row.key}))


def _latest(asked: Asked) -> QuerySet[Any]:
    """The last figures of the rule's measures that were published of each school, where they are recent."""
    measures = _known(asked.rule)
    year = academic_year(asked.on)
    newer = Indicator.objects.filter(
        school=OuterRef("school"), measure=OuterRef("measure"), pupil_group=OuterRef("pupil_group"),
        value__isnull=False, academic_year__gt=OuterRef("academic_year"), academic_year__lte=year,
    )  # fmt: skip
    found = beside_england(measures).filter(school__in=asked.schools, academic_year__lte=year)
    return found.filter(~Exists(newer), academic_year__gt=year - RECENT)


def _year_ends() -> Func:
    return Func(F("academic_year") + 1, Value(8), Value(31), function="make_date", output_field=DateField())


def _above(asked: Asked) -> QuerySet[Any, Any]:
    found = _latest(asked).annotate(by=gap()).filter(by__gte=asked.rule.points)
    return columns(
        found, asked, day=_year_ends(), number="value", other_number="england", text="measure", key="academic_year"
    )


def _absence(row: Row, rule: SignRule) -> Fact:
    return Fact(f"{_figure(row)}.", _results(row))


def _down(asked: Asked) -> QuerySet[Any, Any]:
    """The last figures that are so many points further from England's, on the worse side, than some years before."""
    before = beside_england(_known(asked.rule)).filter(
        school=OuterRef("school"),
        measure=OuterRef("measure"),
        academic_year=OuterRef("academic_year") - asked.rule.figure("years"),
    )
    worse = [slug for slug, measure in MEASURES.items() if measure.higher_is_better is False]
    sign = Case(When(measure__in=worse, then=Value(-1)), default=Value(1))
    both = Concat(Cast("value", _TEXT), Value(" ", _TEXT), Cast("england", _TEXT), output_field=_TEXT)
    found = _latest(asked).annotate(
        gap_before=Subquery(before.annotate(gap=gap()).values("gap")[:1]),
        before=Subquery(before.annotate(both=both).values("both")[:1]),
    )
    found = found.annotate(fell=(F("gap_before") - gap()) * sign).filter(fell__gte=asked.rule.points)
    return columns(
        found, asked, day=_year_ends(), number="value", other_number="england", text="measure", other_text="before",
        key="academic_year",
    )  # fmt: skip


def _fall(row: Row, rule: SignRule) -> Fact:
    value, england = (Decimal(each) for each in str(row.other_text).split())
    year = int(row.key or 0) - rule.figure("years")
    before = _said(str(row.text), value, england, year)
    return Fact(f"{_figure(row)}; {before}.", _results(row))


def _figure(row: Row) -> str:
    label = MEASURES[str(row.text)].label
    said = _said(str(row.text), Decimal(row.number or 0), Decimal(row.other_number or 0), int(row.key or 0))
    return f"{label}: {said}"


def _said(slug: str, value: Decimal, england: Decimal, year: int) -> str:
    """ "52% in 2024/25, 9 percentage points below England" """
    measure = MEASURES[slug]
    return f"{measure.said(value)} in {short(year)}, {measure.difference(value, england, 'England')}"


def _results(row: Row) -> str:
    return reverse("school_results", kwargs={"urn": row.urn})


def _measures(rule: SignRule) -> str:
    """The measures of a rule, as part of a sentence."""
    return ", or ".join(MEASURES[slug].label for slug in _known(rule))


def _known(rule: SignRule) -> tuple[str, ...]:
    return tuple(slug for slug in rule.measures or () if slug in MEASURES)


KINDS = (
    Kind(
        slug="head_changed",
        words=lambda rule: f"The headteacher changed in the last {count(rule.figure('months'), 'month')}.",
        rows=_heads,
        fact=_head,
    ),
    Kind(
        slug="same_area_in_inspections",
        words=lambda rule: (
            f"Ofsted asked for the same improvement twice in {count(rule.figure('years'), 'year')}, and it is not "
            "recorded as improved."
        ),
        rows=_asked_twice,
        fact=_area,
    ),
    Kind(
        slug="result_down",
        words=lambda rule: (
            f"A result fell by {rule.points} points or more against England in {count(rule.figure('years'), 'year')}: "
            f"{_measures(rule)}."
        ),
        rows=_down,
        fact=_fall,
    ),
    Kind(
        slug="absence_above",
        words=lambda rule: f"{_measures(rule)}: {rule.points} points or more above England.",
        rows=_above,
        fact=_absence,
    ),
)
