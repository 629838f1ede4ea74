"""The form for a bank holiday."""

from django import forms

from sil.dates.sense import NOW, YEAR, Sense

from ..forms import DateField


class BankHolidayForm(forms.Form):
    day = DateField(
        sense=Sense(past=NOW, future=3 * YEAR), label="Date", error_messages={"required": "Enter the date."}
    )
    name = forms.CharField(
        label="Name",
        max_length=100,
        help_text="Such as: Bank holiday for a state occasion",
        error_messages={"required": "Enter a name.", "max_length": "The name must be 100 characters or fewer."},
    )
