"""The filters of the pages of priorities."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from schools.establishments import PHASES
from sil.framework.years import academic_year, label

from ..models import Term

# Years that are offered before the present one.
BEFORE = 3


class PeriodFilter(forms.Form):
    """An academic year, the present one where it is blank, and one of its terms, by key."""

    year = forms.ChoiceField(label="Year", required=False)
    term = forms.ChoiceField(label="Term", required=False)

    def __init__(self, *args: Any, on: date, terms: Sequence[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = academic_year(on)
        earlier = range(present - 1, present - 1 - BEFORE, -1)
        self._offer("year", [("", label(present)), *((str(year), label(year)) for year in earlier)])
        self._offer("term", [("", "All terms"), *((str(term.pk), term.name) for term in terms)])

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class RecordsFilter(PeriodFilter):
    phase = forms.ChoiceField(
        label="Phase", required=False, choices=[("", "All"), *((phase, phase) for phase in PHASES)]
    )


def year_in(text: str, on: date) -> int:
    """The academic year that an address names, the present one where it names none that is offered."""
    present = academic_year(on)
    offered = {str(year): year for year in range(present - BEFORE, present + 1)}
    return offered.get(text, present)
