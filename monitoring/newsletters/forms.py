"""Forms of newsletters."""

from typing import Any

from django import forms

from sil.uploads.fields import DocumentField
from sil.web.forms import LONGEST_LINE, area

from .models import Newsletter
from .policies import NewsletterInput

_LONGEST_TEXT = 20_000


class NewsletterForm(forms.Form):
    title = forms.CharField(
        label="Title",
        help_text="It is in the subject of the email. For example, What is new in spring",
        max_length=120,
        error_messages={"required": "Enter the title of the newsletter."},
    )
    audience = forms.ChoiceField(
        label="Whom is it for?",
        choices=Newsletter.Audience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whom the newsletter is for."},
    )
    text = area(
        "Text",
        "Begin a heading with “# ” and a line of a list with “- ”. Leave a blank line between paragraphs. Write a link "
        "as [words of the link](https://address).",
        rows=16,
        longest=_LONGEST_TEXT,
        missing="Enter the text of the newsletter.",
    )
    file = DocumentField(
        label="PDF that goes with it (optional)",
        help_text="The email says that there is a file. Readers open it on the page of the newsletter.",
        required=False,
    )
    without_file = forms.BooleanField(label="Take the file off", required=False)

    def __init__(self, *args: Any, has_file: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_file:
            del self.fields["without_file"]

    @property
    def typed(self) -> NewsletterInput:
        said = dict(self.cleaned_data)
        return NewsletterInput(**said)


class NewsletterFilter(forms.Form):
    search = forms.CharField(label="Title or text", required=False, max_length=LONGEST_LINE)
    status = forms.ChoiceField(label="State", required=False)

    def __init__(self, *args: Any, states: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = [("", "All"), *Newsletter.Status.choices]
        if not states:
            del self.fields["status"]
