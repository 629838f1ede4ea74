"""Forms for the results of a survey: themes of comments, and the summary that is shared."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import LONGEST, LONGEST_NOTE, DateField
from sil.web.search.fields import offer
from sil.web.search.people import PersonField

from ..models import Theme
from ..questions import QUESTIONS


class ThemeForm(forms.Form):
    name = forms.CharField(
        label="Name of the theme",
        help_text="In a few words, for example “Training for governors”",
        max_length=80,
        error_messages={"required": "Enter a name for the theme."},
    )
    kind = forms.ChoiceField(
        label="Is it a strength or an area for improvement?",
        choices=Theme.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select a strength or an area for improvement."},
    )
    plan = forms.CharField(
        label="What will be done? (optional)",
        help_text="Those who were asked read this once the results are shared.",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    owner = PersonField(label="Who will see to it? (optional)", required=False)
    by_when = DateField(sense=Sense(past=NOW, future=YEAR), label="By when? (optional)", required=False)

    def __init__(self, *args: Any, people: QuerySet[User], page: str, **kwargs: Any) -> None:
        """`page` is the address of the page that shows the form."""
        super().__init__(*args, **kwargs)
        offer(self, "owner", people, address=page)


class TagForm(forms.Form):
    themes = forms.MultipleChoiceField(
        label="What is this comment about?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["themes"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(each.pk), f"{each.name} ({each.get_kind_display().lower()})") for each in themes]


class ShareForm(forms.Form):
    summary = forms.CharField(
        label="What did the survey tell you?",
        help_text="Those who were asked read this, then the figures of all answers together and each theme with what "
        "will be done.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Enter what the survey told you."},
    )


class CommentFilter(forms.Form):
    question = forms.ChoiceField(
        label="Question", required=False, choices=[("", "All"), *((each.slug, each.short) for each in QUESTIONS)]
    )
    theme = forms.ChoiceField(label="Theme", required=False)

    def __init__(self, *args: Any, themes: Iterable[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["theme"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), ("none", "None yet"), *((str(each.pk), each.name) for each in themes)]


class AnsweredFilter(forms.Form):
    answered = forms.ChoiceField(
        label="Answered", required=False, choices=[("", "All"), ("yes", "Answered"), ("no", "Not answered")]
    )
