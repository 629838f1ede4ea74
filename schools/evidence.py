"""Which judgements of Ofsted speak to a criterion, in the terms of their day?"""

from collections.abc import Iterator
from datetime import date

from sil.framework.schema import Criterion, Framework
from sil.web.evidence import Fact

from .models import Inspection, School
from .models.inspections import CATEGORIES, grade_in_words

INSPECTIONS = 6
OVERALL, CATEGORY = "Overall effectiveness", "Category of concern"


def facts(school: School, framework: Framework, on: date) -> Iterator[Fact]:
    """The overall finding of each of the last inspections, and of every other judgement the newest."""
    inspections = list(Inspection.objects.filter(school=school, starts_on__lte=on)[:INSPECTIONS])
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
                    yield Fact(
                        criterion=criterion.id,
                        text=f"{judgement}: {words}",
                        as_of=inspection.starts_on,
                        source=f"Ofsted, {inspection.get_kind_display().lower()} inspection",
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
