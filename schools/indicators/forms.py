"""The filter of a school's published figures."""

from typing import Any

from django import forms

from .measures import GROUPS, MEASURES, STAGES
from .years import short


class ResultsFilter(forms.Form):
    stage = forms.ChoiceField(label="Stage", required=False, choices=[("", "All"), *STAGES.items()])
    measure = forms.ChoiceField(label="Measure", required=False)
    group = forms.ChoiceField(label="Pupils", required=False, choices=[("", "All groups"), *GROUPS.items()])
    year = forms.TypedChoiceField(label="Year", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, measures: set[str], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("measure", [(slug, measure.label) for slug, measure in MEASURES.items() if slug in measures])
        self._offer("year", [(str(year), short(year)) for year in years])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *choices]
