"""Forms of budgets."""

from datetime import date
from typing import Any

from django import forms

from ..choices import money_field, offer_choices
from ..years import financial_year, label


class BudgetForm(forms.Form):
    name = forms.CharField(
        label="Name of the budget",
        help_text="For example, School to school support.",
        max_length=80,
        error_messages={"required": "Enter a name for the budget."},
    )
    financial_year = forms.TypedChoiceField(
        label="Financial year", coerce=int, error_messages={"required": "Select the financial year."}
    )
    amount = money_field("Amount in pounds")

    def __init__(self, *args: Any, on: date, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["financial_year"]
            return
        now = financial_year(on)
        offer_choices(self, "financial_year", [(str(year), label(year)) for year in (now, now + 1, now - 1)])


class YearFilter(forms.Form):
    year = forms.ChoiceField(label="Financial year", required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "year", [(str(year), label(year)) for year in years])
