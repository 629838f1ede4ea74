"""Forms of the single acts: a reason, the day of a meeting, the ground of a review."""

from django import forms

from sil.dates.sense import YEAR, Place, Sense
from sil.web.forms import DateField, PrintedField

from ..models import Allocation, Settlement
from ..models.allocations import REASON


class ReasonForm(forms.Form):
    """A reason that stays on record; that of a confirmation is in its letter."""

    reason = PrintedField(
        label="Reason",
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Enter a reason.",
            "max_length": f"The reason must be {REASON} characters or fewer.",
        },
    )


class ReviewForm(ReasonForm):
    """The ground of a review, and the reason."""

    ground = forms.ChoiceField(
        label="What is the review based on?",
        choices=Allocation.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the review is based on."},
    )
    field_order = ("ground", "reason")


class RecordForm(forms.Form):
    """When the meeting was, and who agreed for the school."""

    met_on = DateField(
        sense=Sense(past=YEAR, future=None, place=Place.SCHOOL),
        label="On which day did you meet?",
        help_text="For example, 27 11 2026",
        error_messages={"required": "Enter the day of the meeting, like 27 11 2026."},
    )
    met_with = PrintedField(
        label="Who agreed for the school?",
        max_length=Settlement._meta.get_field("met_with").max_length,
        error_messages={"required": "Enter who agreed for the school."},
    )
