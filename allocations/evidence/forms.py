"""The form that adds a document or a web address as evidence."""

from collections.abc import Iterable
from typing import Any

from django import forms

from sil.dates.sense import NOW, YEAR, Sense
from sil.framework.schema import Criterion
from sil.uploads.fields import DocumentField
from sil.web.forms import DateField


class EvidenceForm(forms.Form):
    """A file or an address, with its title, and the criterion it is about."""

    title = forms.CharField(
        label="What is the evidence?",
        help_text="For example, Phonics results of summer 2026",
        max_length=150,
        error_messages={"required": "Enter what the evidence is."},
    )
    criterion = forms.ChoiceField(label="Which criterion is it about?", required=False)
    dated = DateField(
        sense=Sense(past=10 * YEAR, future=NOW),
        label="What is its date?",
        help_text="Leave this empty if it has no date.",
        required=False,
    )
    document = DocumentField(label="File", required=False)
    url = forms.URLField(
        label="Or a web address",
        assume_scheme="https",
        max_length=500,
        required=False,
        error_messages={"invalid": "Enter a full web address, like https://www.example.org/results."},
    )

    def __init__(self, *args: Any, criteria: Iterable[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["criterion"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "The school as a whole"), *((c.id, c.name) for c in criteria)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        wrong = {"document", "url"} & set(self.errors)
        if not wrong and bool(data.get("document")) == bool(data.get("url")):
            both = data.get("document")
            self.add_error("document", "Choose a file or enter a web address, not both." if both else "Choose a file.")
        return data
