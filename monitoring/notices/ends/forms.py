"""What is asked about a warning notice of the Secretary of State."""

from django import forms

from sil.dates.sense import YEAR, Sense
from sil.web.forms import DateField

from ..case.forms import REASON


class StateNoticeForm(forms.Form):
    """A warning notice that the Secretary of State says she gave."""

    given_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="On which day did the Secretary of State give the notice?",
        error_messages={"required": "Enter the day on which the notice was given."},
    )
    told_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="On which day was the authority told?",
        error_messages={"required": "Enter the day on which the authority was told."},
    )
    note = forms.CharField(
        label="What is it about?",
        help_text="For example, the reference of the letter",
        required=False,
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
