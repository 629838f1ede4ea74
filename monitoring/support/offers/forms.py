"""The form of a school's offer to others, and the filter of the list."""

from typing import Any

from django import forms

from sil.dates.sense import YEAR, Sense
from sil.web.forms import LONGEST_NOTE, DateField, area

from ..choices import ALL, PHASE_CHOICES, days_field, offer_choices, topics


class OfferForm(forms.Form):
    topic = forms.ChoiceField(
        label="What can the school help others with?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the school can help with."},
    )
    text = area(
        "What does it offer?",
        "For example, visits to lessons, or a teacher who works with another school.",
        rows=4,
        longest=LONGEST_NOTE,
        missing="Enter what the school offers.",
    )
    phases = forms.MultipleChoiceField(
        label="For which phases? (optional)",
        help_text="If it is for every phase, leave this empty.",
        choices=PHASE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    days_a_year = days_field("Days it can give in a financial year", hint="April to March.")
    starts_on = DateField(
        label="From which day?",
        sense=Sense(past=YEAR, future=YEAR),
        error_messages={"required": "Enter the first day, like 1 1 2027."},
    )
    ends_on = DateField(
        label="Until which day? (optional)",
        help_text="To end the offer, enter its last day. If it has no last day, leave this empty.",
        sense=Sense(past=YEAR, future=5 * YEAR),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "topic", topics())


class OfferFilter(forms.Form):
    search = forms.CharField(label="School", required=False, max_length=120)
    topic = forms.ChoiceField(label="Topic", required=False)
    phase = forms.ChoiceField(label="Phase", required=False, choices=[ALL, *PHASE_CHOICES])
    left = forms.BooleanField(label="With days left this year", required=False)
    ended = forms.BooleanField(label="Include offers that have ended", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "topic", [ALL, *topics()])
