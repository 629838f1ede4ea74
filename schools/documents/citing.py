"""The form field that chooses one of a school's documents as evidence: its present version is cited."""

from collections.abc import Sequence

from django import forms
from django.db.models import QuerySet

from sil.web.search.fields import SearchField, offer

from ..models import DocumentVersion

# So many documents stand in a list; more are searched for.
MOST_LISTED = 50
NOT_PRESENT = "The school has changed this document since. Select the document again."


class SearchedVersion(SearchField):
    """A version of a document, found by the document's title."""

    one, many = "document", "documents"

    def find(self, rows: QuerySet[DocumentVersion], text: str) -> QuerySet[DocumentVersion]:
        for word in (text.rpartition(" (version ")[0] or text).split():
            rows = rows.filter(document__title__icontains=word)
        return rows

    def label_of(self, row: DocumentVersion) -> str:
        return row.cited_as

    def names_of(self, row: DocumentVersion) -> tuple[str, ...]:
        return row.cited_as, row.document.title


class ListedVersion(forms.TypedChoiceField):
    """A version of a document out of a list of a few. Cleaned, it is the version, or None."""

    def __init__(self, *, versions: Sequence[DocumentVersion], label: str, help_text: str) -> None:
        listed = {str(version.pk): version for version in versions}
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            choices=[("", "None"), *((key, version.cited_as) for key, version in listed.items())],
            coerce=listed.__getitem__,
            empty_value=None,
            error_messages={"invalid_choice": NOT_PRESENT},
        )

    def prepare_value(self, value: object) -> object:
        return value.pk if isinstance(value, DocumentVersion) else value


def ask_version(
    form: forms.Form, names: Sequence[str], versions: QuerySet[DocumentVersion], *, label: str, help_text: str
) -> None:
    """Add fields to a form that each choose one of some versions: from a list where there are few, by searching where
    there are many; none where there are none. One query, however many fields."""
    listed = list(versions[: MOST_LISTED + 1])
    for name in names if listed else ():
        if len(listed) <= MOST_LISTED:
            form.fields[name] = ListedVersion(versions=listed, label=label, help_text=help_text)
        else:
            how = f"Type a part of its title. {help_text}"
            form.fields[name] = SearchedVersion(label=label, help_text=how, required=False)
            offer(form, name, versions)
