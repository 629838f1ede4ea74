"""What was known of a school: inspections, letters from Ofsted, published results, new headteachers, and evidence of
concerns, each with the day on which it became known."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from monitoring.notices.case.permissions import readable_cases
from monitoring.notices.models import Case, CaseEvidence
from schools.indicators.measures import ALL, MEASURES
from schools.models import Indicator, Inspection, OfstedLetter, Post, RegisterRun
from sil.accounts.roles import LEADS
from sil.clock import in_london, in_words
from sil.framework.years import label

from .lines import About, Heading, Line, Part, joined, of_day, told


def _inspections(about: About) -> QuerySet[Inspection]:
    """By the day of publication; the last day of an inspection where none is on record."""
    found = Inspection.objects.filter(school__in=about.schools).select_related("run")
    return told(found, about, Coalesce("published_on", "ends_on", "starts_on"))


def _tell_inspections(rows: QuerySet[Inspection]) -> Iterator[Line]:
    for each in rows:
        read = f"On record here since {in_words(in_london(each.run.finished_at))}." if each.run else ""
        published = (
            "Its result was published on this day." if each.published_on else "No day of publication is on record."
        )
        yield Line(
            day=each.published_on or each.ends_on or each.starts_on,
            what=f"Ofsted’s inspection of {in_words(each.starts_on)}: {each.headline}",
            detail=joined(published, read),
            by=each.type_name or each.get_kind_display(),
            source=each.source,
        )


def _letters(about: About) -> QuerySet[OfstedLetter]:
    found = OfstedLetter.objects.filter(school__in=about.schools).select_related("sent_in_by")
    return told(found, about, of_day("sent_in_at"))


def _tell_letters(rows: QuerySet[OfstedLetter]) -> Iterator[Line]:
    for each in rows:
        yield Line(
            day=in_london(each.sent_in_at),
            what="Letter from Ofsted added to the record",
            by=each.sent_in_by.name,
            source="Letters from Ofsted, this service",
        )


def _results(about: About) -> QuerySet[Indicator]:
    """By the day on which the file was read."""
    found = Indicator.objects.filter(school__in=about.schools, run__isnull=False).select_related("run")
    return told(found, about, of_day("run__finished_at"))


def _tell_results(rows: QuerySet[Any]) -> Iterator[Line]:
    """One line for each year of each file."""
    files: dict[tuple[RegisterRun, int], list[Indicator]] = defaultdict(list)
    for each in rows.order_by("told_on", "run", "academic_year", "measure", "pk"):
        assert each.run is not None, "the query asked for one"
        files[each.run, each.academic_year].append(each)
    for (run, year), figures in files.items():
        said = [
            f"{MEASURES[each.measure].label}: {MEASURES[each.measure].said(each.value)}"
            for each in figures
            if each.value is not None and each.pupil_group == ALL and each.measure in MEASURES
        ]
        yield Line(
            day=in_london(run.finished_at),
            what=f"Published figures of {label(year)} ({len(figures)})",
            detail=f"{'; '.join(said)}." if said else "",
            source=figures[0].source,
        )


def _heads(about: About) -> QuerySet[Post]:
    return told(Post.objects.filter(school__in=about.schools, role__in=LEADS), about, "starts_on")


def _tell_heads(rows: QuerySet[Post]) -> Iterator[Line]:
    for each in rows.select_related("user"):
        yield Line(
            day=each.starts_on,
            what=f"{each.user.name} became {each.get_role_display().lower()}",
            detail="It is their first headship." if each.first_headship else "",
            source="Posts at schools, this service",
        )


def _evidence(about: About) -> QuerySet[CaseEvidence]:
    """By the day on which it was put on record; its own day is told beside it."""
    cases = Case.objects.filter(readable_cases(about.who), school__in=about.schools).order_by().values("pk")
    return told(CaseEvidence.objects.filter(case__in=cases, removed_on__isnull=True), about, "added_on")


def _tell_evidence(rows: QuerySet[CaseEvidence]) -> Iterator[Line]:
    for each in rows.select_related("case", "added_by"):
        from_day = f"From {in_words(each.dated)}." if each.dated else ""
        yield Line(
            day=each.added_on,
            what=f"Evidence of a concern: {each.text}",
            detail=joined(from_day, f"Said by: {each.source}."),
            by=each.added_by.name,
            source=f"Case {each.case.reference}, this service",
        )


HEADINGS = (
    Heading(
        slug="inspections",
        title="Inspections",
        empty="No inspection became known between these days.",
        parts=(Part(_inspections, _tell_inspections),),
    ),
    Heading(
        slug="ofsted_letters",
        title="Letters from Ofsted",
        empty="No letter from Ofsted was added to the record between these days.",
        parts=(Part(_letters, _tell_letters),),
    ),
    Heading(
        slug="results",
        title="Published results",
        empty="No published results were read between these days.",
        parts=(Part(_results, _tell_results),),
    ),
    Heading(
        slug="heads",
        title="Headteachers",
        empty="No headteacher began between these days.",
        parts=(Part(_heads, _tell_heads),),
    ),
    Heading(
        slug="evidence",
        title="Evidence of concerns",
        empty="No evidence of a concern was put on record between these days.",
        parts=(Part(_evidence, _tell_evidence),),
    ),
)
