"""What is prepared: a file, or last year's bands and marks for one partner's schools."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.uploads.fields import DocumentField
from sil.web.search.fields import offer
from sil.web.search.people import PersonField


class FileForm(forms.Form):
    """The template, filled in."""

    document = DocumentField(
        label="The template, filled in",
        help_text="An Excel, OpenDocument or CSV file.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": "Select the file that you filled in."},
    )


class LastYearForm(forms.Form):
    """Whose schools are started from last year, asked of those who run the round; partners start their own."""

    partner = PersonField(error_messages={"required": "Enter the name of a partner."})

    def __init__(self, *args: Any, title: str, partners: QuerySet[User] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partners is None:
            del self.fields["partner"]
        else:
            self.fields["partner"].label = f"Which {title}’s schools?"
            offer(self, "partner", partners)
