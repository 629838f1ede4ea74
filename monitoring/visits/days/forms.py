"""Forms that approve and withdraw extra days, and the filter of visits owed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from sil.web.listing import CountedFilter

from .policies import HALF, MOST

LENGTH = 2000
# No id of a line can be this: chosen, not left out.
BEYOND, NO_LINE = "-", "Other support"


def _reason(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="This is kept on record, and the school can read it.",
        error_messages={
            "required": missing,
            "max_length": f"The reason must be {LENGTH} characters or fewer.",
        },
    )


class ApproveForm(forms.Form):
    days = forms.DecimalField(
        label="How many days?",
        help_text="Whole or half days, for example 1.5",
        max_digits=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-3"}),
        error_messages={"required": "Enter the number of days.", "invalid": "Enter the days as a number, like 1.5."},
    )
    line = forms.ChoiceField(
        label="What are they for?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select what the days are for.",
            "invalid_choice": "Select what the days are for.",
        },
    )
    reason = _reason("Why does the school need extra days?", "Enter why the school needs extra days.")

    def __init__(self, *args: Any, lines: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.fields["line"]
        assert isinstance(line, forms.ChoiceField)
        line.choices = [*lines.items(), (BEYOND, NO_LINE)]

    def clean_line(self) -> str:
        line: str = self.cleaned_data["line"]
        return "" if line == BEYOND else line

    def clean_days(self) -> Decimal:
        days: Decimal = self.cleaned_data["days"]
        if days <= 0:
            raise ValidationError("Enter more than 0 days.")
        if days > MOST:
            raise ValidationError(f"Enter {MOST} days or fewer.")
        if days % HALF:
            raise ValidationError("Enter whole or half days, like 1 or 1.5.")
        return days


class TakeBackForm(forms.Form):
    reason = _reason("Why are you withdrawing them?", "Enter why you are withdrawing the days.")


class OwedFilter(CountedFilter):
    search = forms.CharField(label="School or URN", required=False)
    sip = forms.ChoiceField(label="Partner", required=False)
    phase = forms.ChoiceField(label="Phase", required=False)
    band = forms.ChoiceField(label="Band", required=False)
    line = forms.ChoiceField(label="Support", required=False)
    term = forms.ChoiceField(label="Term", required=False)
