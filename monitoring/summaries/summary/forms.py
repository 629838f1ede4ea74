"""The form of a summary's text, and the filter of the list."""

from collections.abc import Sequence
from typing import Any

from django import forms

from monitoring.visits.models import Term
from sil.web.forms import PrintedField, Typed

from ..models import LONGEST, Summary


class TextForm(Typed):
    """The text as the school will read it. It can be saved empty, but not approved."""

    text = PrintedField(
        label="The summary",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 20}),
        required=False,
    )


class SummaryFilter(forms.Form):
    term = forms.ChoiceField(label="Term", required=False)
    status = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *Summary.Status.choices])
    search = forms.CharField(label="School, name or URN", required=False, max_length=200)

    def __init__(self, *args: Any, terms: Sequence[Term], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["term"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *((str(term.pk), f"{term.name} {term.starts_on.year}") for term in terms)]
