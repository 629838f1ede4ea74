"""Forms of financial support. Amounts are in pounds, with pence."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from sil.dates.sense import YEAR, Sense
from sil.web.forms import LONGEST_NOTE, DateField, area

from .policies import SupportInput, financial_year

AGREE, DECLINE = "agree", "decline"
_LIKE = "Enter the amount in pounds, like 4500 or 4500.50."


class PoundsField(forms.DecimalField):
    """An amount in pounds, as people write it: 4500, 4,500.50, £4500."""

    default_error_messages = dict.fromkeys(
        ("required", "invalid", "max_digits", "max_decimal_places", "max_whole_digits", "min_value"), _LIKE
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=10, decimal_places=2, min_value=Decimal("0.01"), **kwargs)
        self.widget = forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").replace(",", "").replace("£", "").strip())


class AskForm(forms.Form):
    amount = PoundsField(label="How much, in pounds?")
    purpose = area("What is the money for?", rows=4, longest=LONGEST_NOTE, missing="Enter what the money is for.")
    financial_year = forms.TypedChoiceField(
        label="In which financial year?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the financial year."},
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = financial_year(on)
        year: Any = self.fields["financial_year"]
        year.choices = [(each, f"{each} to {each + 1}") for each in (now, now + 1)]

    @property
    def said(self) -> SupportInput:
        """What was filled in."""
        return SupportInput(**self.cleaned_data)


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[(AGREE, "Agree financial support"), (DECLINE, "Do not agree")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you decide."},
    )
    amount = PoundsField(
        label="How much do you agree, in pounds?", help_text="What was asked for, or less.", required=False
    )
    reason = area(
        "Why?",
        "The school and the team’s members for finance can read this.",
        rows=4,
        longest=LONGEST_NOTE,
        missing="Enter the reason for the decision.",
    )


class WithdrawForm(forms.Form):
    reason = area("Why are you withdrawing the request? (optional)", rows=2, longest=LONGEST_NOTE)


class PayForm(forms.Form):
    amount = PoundsField(label="How much was paid, in pounds?")
    paid_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="On which day?",
        error_messages={"required": "Enter the day on which it was paid, like 27 11 2026."},
    )
    note = area("Note", "Such as the reference of the payment.", rows=2, longest=LONGEST_NOTE)


class TakeBackForm(forms.Form):
    reason = area(
        "Why is the payment taken back?", rows=2, longest=LONGEST_NOTE, missing="Enter why the payment is taken back."
    )
