"""Forms of providers, and the filter of their list."""

from typing import Any

from django import forms

from sil.dates.sense import YEAR, Sense
from sil.web.forms import LONGEST_NOTE, DateField, area

from ..choices import ALL, offer_choices, provider_kinds

FAR = 5 * YEAR


class ProviderForm(forms.Form):
    name = forms.CharField(
        label="Name of the organisation", max_length=120, error_messages={"required": "Enter the name."}
    )
    kind = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect, error_messages={"required": "Select what the organisation is."}
    )
    contact_name = forms.CharField(
        label="Who should we write to?", max_length=120, error_messages={"required": "Enter the name of a person."}
    )
    email = forms.EmailField(
        label="Their email address",
        help_text="We send commissions to this address.",
        error_messages={"required": "Enter an email address, like name@example.com."},
    )
    telephone = forms.CharField(label="Telephone (optional)", max_length=30, required=False)
    active_from = DateField(
        label="From which day do they give support?",
        sense=Sense(past=FAR * 4, future=YEAR),
        error_messages={"required": "Enter the first day, like 1 9 2026."},
    )
    active_to = DateField(
        label="Until which day? (optional)",
        help_text="If there is no last day, leave this empty.",
        sense=Sense(past=FAR, future=FAR),
        required=False,
    )
    notes = area("Notes (optional)", "Schools cannot see this.", rows=3, longest=LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", provider_kinds())


class ProviderFilter(forms.Form):
    search = forms.CharField(label="Name or contact", required=False, max_length=120)
    kind = forms.ChoiceField(label="Kind", required=False)
    ended = forms.BooleanField(label="Include providers that have ended", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", [ALL, *provider_kinds()])
