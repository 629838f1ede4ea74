"""The form to give feedback, with the questions of the table, and the filter of what was said."""

from typing import Any

from django import forms

from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, area

from ..models import Booking, Feedback
from ..questions import QUESTIONS, USEFUL
from .actions import FeedbackInput

EVERY = ("", "All")


class FeedbackForm(forms.Form):
    """`booking` is that of the person who came."""

    def __init__(self, *args: Any, booking: Booking, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in QUESTIONS:
            self.fields[each.slug] = forms.TypedChoiceField(
                label=each.words,
                choices=[(str(value), words) for value, words in each.answers.items()],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": each.missing},
            )
        self.fields["text"] = area(
            "What would you like to add? (optional)",
            "The person who leads the event and Principal Officers read it.",
            rows=4,
            longest=LONGEST_NOTE,
        )
        self.fields["shows_name"] = forms.BooleanField(
            label=f"Show the name of {booking.name} and of the school with these answers",
            help_text="If you do not select this, we show the answers without a name.",
            required=False,
        )

    @property
    def given(self) -> FeedbackInput:
        return FeedbackInput(**self.cleaned_data)


class FeedbackFilter(forms.Form):
    """Which answers to show."""

    search = forms.CharField(label="Words in the text", required=False, max_length=LONGEST_LINE)
    useful = forms.ChoiceField(label=USEFUL.short, required=False)
    with_text = forms.BooleanField(label="Only answers with a text", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["useful"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [EVERY, *((str(value), words) for value, words in USEFUL.answers.items())]


def initial_of(booking: Booking) -> dict[str, Any]:
    """Return what was answered before, for the form."""
    found = Feedback.objects.filter(booking=booking).values(*(each.slug for each in QUESTIONS), "text", "shows_name")
    return found.first() or {}
