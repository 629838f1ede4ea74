"""Form of what becomes of a power whose notice was withdrawn."""

from django import forms

from sil.dates.sense import YEAR, Sense
from sil.web.forms import DateField, Typed, area

from ..letters.policies import LONGEST_NOTE
from ..models import PowerReview


class PowerReviewForm(Typed):
    """What becomes of the power, since when, and why."""

    outcome = forms.ChoiceField(
        label="What becomes of the power?",
        choices=PowerReview.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what becomes of the power."},
    )
    ended_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="If it has ended, on which day?",
        required=False,
    )
    reason = area(
        "Why?",
        "For example, the other ground on which it stands, or who gave the advice and when.",
        rows=5,
        longest=LONGEST_NOTE,
        missing="Give the reason. It is kept with the power.",
    )
