"""The form for a bank holiday."""

from django import forms

from ..forms import DateField


class BankHolidayForm(forms.Form):
    day = DateField(label="Date", error_messages={"required": "Enter the date."})
    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="Such as: Bank holiday for a state occasion",
        error_messages={"required": "Enter a name.", "max_length": "The name must be 100 characters or fewer."},
    )
