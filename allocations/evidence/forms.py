"""The form that adds a file, a web address or one of the school's documents as evidence."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from schools.documents.citing import ask_version
from schools.models import DocumentVersion
from sil.dates.sense import NOW, YEAR, Sense
from sil.framework.schema import Criterion
from sil.uploads.fields import DocumentField
from sil.web.forms import DateField

from .actions import NOT_ONE

NO_TITLE = "Enter what the evidence is."
CITED = (
    "The present version is cited, with its title and day if you leave those blank. Documents that only the school "
    "reads are not listed."
)


class EvidenceForm(forms.Form):
    """A file, an address or a document of the school, with its title, and the criterion it is about."""

    title = forms.CharField(
        label="What is the evidence?",
        help_text="For example, Phonics results of summer 2026",
        max_length=150,
        required=False,
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

    def __init__(
        self, *args: Any, criteria: Iterable[Criterion], versions: QuerySet[DocumentVersion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["criterion"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "The school as a whole"), *((c.id, c.name) for c in criteria)]
        ask_version(self, ["version"], versions, label="Or from the school’s documents", help_text=CITED)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        given = [data[name] for name in ("document", "url", "version") if data.get(name)]
        if not {"document", "url", "version"} & set(self.errors) and len(given) != 1:
            self.add_error("document", NOT_ONE if given else "Select a file.")
        version = data["version"] = data.get("version")
        if version:
            data["title"] = data.get("title") or version.document.title
            data["dated"] = data.get("dated") or version.on
        elif not data.get("title") and "title" not in self.errors:
            self.add_error("title", NO_TITLE)
        return data
