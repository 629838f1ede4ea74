"""Forms of a school's documents: what is said of one, its versions, why it is taken off, and the filter of the list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sil.uploads.fields import DocumentField
from sil.uploads.formats import Document
from sil.web.forms import area

from ..models import DocumentVersion, SchoolDocument
from ..models.documents import WHY
from .policies import Details

UNREADABLE = "This file cannot be opened. It may be damaged, very long or have a password. Select a copy that opens."
SHARED, SCHOOL = "shared", "school"
READERS = (
    (SHARED, "The school, and the partner and officers who work with it"),
    (SCHOOL, "Only those who lead and govern the school, and assistants of the headteacher for its documents"),
)
OFF = "off"


class ReadableField(DocumentField):
    """A file that others are going to open: one that cannot be opened is refused."""

    def clean(self, data: Any, initial: Any = None) -> Document | None:
        document: Document | None = super().clean(data, initial)
        if document and document.warning:
            raise ValidationError(UNREADABLE, code="unreadable")
        return document


class DetailsForm(forms.Form):
    """What is said of a document."""

    title = forms.CharField(
        label="Title",
        help_text="For example, School improvement plan 2026 to 2027. Do not include the names of pupils.",
        max_length=SchoolDocument._meta.get_field("title").max_length,
        error_messages={"required": "Enter a title."},
    )
    kind = forms.ChoiceField(
        label="What kind of document is it?",
        choices=SchoolDocument.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of document it is."},
    )
    readers = forms.ChoiceField(
        label="Who may read it?",
        help_text="All its versions can be read by the same people.",
        choices=READERS,
        initial=SHARED,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who may read it."},
    )

    @property
    def details(self) -> Details:
        """What was filled in, once the form is valid."""
        data = self.cleaned_data
        return Details(title=data["title"], kind=data["kind"], is_shared=data["readers"] == SHARED)


def details_in_form(details: Details) -> dict[str, str]:
    """Return details as `DetailsForm` shows them."""
    return {"title": details.title, "kind": details.kind, "readers": SHARED if details.is_shared else SCHOOL}


def _note(label: str, required: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=bool(required),
        max_length=DocumentVersion._meta.get_field("note").max_length,
        error_messages={"required": required},
    )


class AddForm(DetailsForm):
    """A new document with its file."""

    file = ReadableField(label="File")
    note = _note("Note (optional)")


class VersionForm(forms.Form):
    """The file of another version, and what is new in it."""

    file = ReadableField(label="File")
    note = _note("What is new in this version?", "Say what is new in this version.")


class TakeOffForm(forms.Form):
    reason = area(
        "Why is it taken off?",
        "If the document is shared, the partner and officers of the school can read this. Do not include the names of "
        "pupils.",
        rows=4,
        longest=WHY,
        missing="Enter why it is taken off.",
    )


class DocumentFilter(forms.Form):
    search = forms.CharField(label="Title", required=False)
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All"), *SchoolDocument.Kind.choices])
    readers = forms.ChoiceField(
        label="Who may read it",
        required=False,
        choices=[("", "All"), (SHARED, "The partner and officers, too"), (SCHOOL, "The school only")],
    )
    state = forms.ChoiceField(label="Show", required=False, choices=[("", "Present documents"), (OFF, "Taken off")])

    def __init__(self, *args: Any, at_school: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not at_school:
            # Others read only what is shared and has not been taken off.
            del self.fields["readers"], self.fields["state"]
