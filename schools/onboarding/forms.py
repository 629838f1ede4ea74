"""Forms of people who are set up in one go: the file, when they are invited, and whom to invite."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.uploads.fields import DocumentField

EVERY = ("", "All")
NOBODY, ANOTHER = "nobody", "another"


class FileForm(forms.Form):
    """The template, filled in."""

    document = DocumentField(
        label="The template, filled in",
        help_text="An Excel, OpenDocument or CSV file.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": "Select the file that you filled in."},
    )


class CarryOutForm(forms.Form):
    """When the new people are invited."""

    invite = forms.ChoiceField(
        label="When do you want to invite the new people?",
        widget=forms.RadioSelect,
        choices=[("now", "Now"), ("later", "Later")],
        error_messages={"required": "Select when the new people are invited."},
    )


class ChoosePeopleForm(forms.Form):
    """Whom to invite: those who are ticked, or everybody. `everyone` holds how many the page showed."""

    people = forms.ModelMultipleChoiceField(
        label="People",
        queryset=User.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Select people from the list."},
    )
    everyone = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, waiting: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = waiting
        ticked = self.fields["people"]
        assert isinstance(ticked, forms.ModelMultipleChoiceField)
        ticked.queryset = waiting

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        shown = data.get("everyone")
        if shown is not None and shown != self.waiting.count():
            self.add_error("people", "The list has changed since you opened the page. Check it, then tick again.")
        elif shown is None and "people" not in self.errors and not data.get("people"):
            self.add_error("people", "Tick at least one person, or everybody.")
        return data


class HeadsFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False)
    state = forms.ChoiceField(
        label="Here",
        required=False,
        choices=[EVERY, (NOBODY, "Nobody holds the post"), (ANOTHER, "Somebody of another name does")],
    )
