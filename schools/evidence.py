"""Facts for a criterion of an allocation: Ofsted's judgements in the terms of their day, and published figures."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from sil.framework.schema import Criterion, Framework
from sil.web.evidence import Fact

from .indicators.queries import measure_sentences
from .models import Inspection, School
from .models.inspections import CATEGORIES, grade_in_words
from .succession import urns_with_predecessors

INSPECTIONS = 6
OVERALL, CATEGORY = "Overall effectiveness", "Category of concern"


def facts(school: School, framework: Framework, on: date) -> Iterator[Fact]:
    """What was found and published until a day of a school and of those it took the place of."""
    line = urns_with_predecessors(school)
    yield from _findings(line, framework, on)
    yield from _figures(school, line, framework, on)


def _figures(school: School, line: Sequence[int], framework: Framework, on: date) -> Iterator[Fact]:
    """The last years of each measure that speaks to a criterion, as of the end of the latest."""
    wanted = [slug for criterion in framework.criteria for slug in criterion.measures]
    said = measure_sentences(school, wanted, on, urns=line)
    results = reverse("school_results", kwargs={"urn": school.pk})
    for criterion in framework.criteria:
        for slug in criterion.measures:
            if slug in said:
                found = said[slug]
                yield Fact(
                    criterion=criterion.id,
                    text=found.text,
                    as_of=found.as_of,
                    source=found.source,
                    href=results,
                    latest=found.latest,
                )


def _findings(line: Sequence[int], framework: Framework, on: date) -> Iterator[Fact]:
    """The overall finding of each of the last inspections, and of every other judgement the newest."""
    inspections = list(Inspection.objects.filter(school__in=line, starts_on__lte=on)[:INSPECTIONS])
    for criterion in framework.criteria:
        if not criterion.judgements:
            continue
        said: set[str] = set()
        for inspection in inspections:
            if inspection.ends_category:
                # What an earlier one said of the category is past.
                said.add(CATEGORY)
            for judgement, words in _judgements(inspection, criterion):
                if judgement == OVERALL or judgement not in said:
                    said.add(judgement)
                    whose = "" if inspection.school_id == line[0] else f" of URN {inspection.school_id}"
                    yield Fact(
                        criterion=criterion.id,
                        text=f"{judgement}: {words}",
                        as_of=inspection.starts_on,
                        source=f"Ofsted, {inspection.get_kind_display().lower()} inspection{whose}",
                        href=inspection.get_absolute_url(),
                        published_on=inspection.published_on,
                    )


def _judgements(inspection: Inspection, criterion: Criterion) -> Iterator[tuple[str, str]]:
    published = {
        OVERALL: inspection.overall or inspection.outcome,
        CATEGORY: CATEGORIES.get(inspection.category, inspection.category),
        **inspection.judgements,
    }
    for judgement, value in published.items():
        if criterion.draws_on(judgement) and (words := grade_in_words(value, inspection.starts_on)):
            yield judgement, words
