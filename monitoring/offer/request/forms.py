"""Forms of requests: ask, arrange or decline, withdraw, and the filter of the list."""

from django import forms

from sil.dates.sense import YEAR, Place, Sense
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, area

from ..models import OfferRequest


class AskForm(forms.Form):
    details = area(
        "What do you need?",
        "Tell us what it is for and who is involved.",
        rows=5,
        longest=LONGEST_NOTE,
        missing="Enter what the school needs.",
    )
    wished = forms.CharField(
        label="Which days would suit you? (optional)",
        help_text="For example, a morning in the week of 18 January",
        required=False,
        max_length=LONGEST_LINE,
    )


class ArrangeForm(forms.Form):
    day = DateField(
        label="Which day is it arranged for?",
        sense=Sense(past=None, future=YEAR, place=Place.SCHOOL),
        error_messages={"required": "Enter the day for which it is arranged."},
    )
    answer = area("What do you want to say to the school? (optional)", rows=3, longest=LONGEST_NOTE)


class DeclineForm(forms.Form):
    answer = area(
        "Why are you declining the request?",
        "The school reads it.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter why you are declining the request.",
    )


class WithdrawForm(forms.Form):
    reason = area("Why are you withdrawing the request? (optional)", rows=2, longest=LONGEST_NOTE)


class RequestFilter(forms.Form):
    search = forms.CharField(label="School or what it needs", required=False, max_length=LONGEST_LINE)
    status = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *OfferRequest.Status.choices])
    late = forms.BooleanField(label="Late only", required=False)
