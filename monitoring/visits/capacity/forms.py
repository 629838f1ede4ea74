"""Forms for the contracted days and the leave of a partner."""

from decimal import Decimal

from django import forms

from sil.dates.sense import Sense
from sil.web.forms import DateField

from .policies import LeaveInput

# A day of another year is refused.
_OF_A_YEAR = Sense(past=None, future=None)
_NARROW = {"inputmode": "decimal", "class": "govuk-input--width-3"}


class ContractForm(forms.Form):
    days = forms.DecimalField(
        label="How many days in the year?",
        help_text="Before leave, in whole or half days, for example 95",
        max_digits=5,
        widget=forms.TextInput(attrs=_NARROW),
        error_messages={"required": "Enter the number of days.", "invalid": "Enter the days as a number, like 95."},
    )


class LeaveForm(forms.Form):
    starts_on = DateField(
        sense=_OF_A_YEAR, label="First day", error_messages={"required": "Enter the first day of the leave."}
    )
    ends_on = DateField(
        sense=_OF_A_YEAR, label="Last day", error_messages={"required": "Enter the last day of the leave."}
    )
    days = forms.DecimalField(
        label="How many working days does it take? (optional)",
        help_text="Leave this empty to count every day from Monday to Friday. Enter 0.5 for half a day.",
        required=False,
        max_digits=4,
        widget=forms.TextInput(attrs=_NARROW),
        error_messages={"invalid": "Enter the days as a number, like 0.5."},
    )

    @property
    def typed_leave(self) -> LeaveInput:
        days: Decimal | None = self.cleaned_data["days"]
        return LeaveInput(self.cleaned_data["starts_on"], self.cleaned_data["ends_on"], days)
