"""Forms of requests: ask, arrange or decline, withdraw, and the filter of the list."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from monitoring.visits.models import Visit
from monitoring.visits.visit.forms import PlanForm
from monitoring.visits.visit.policies import dates_of
from sil.dates.sense import YEAR, Place, Sense
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, area

from ..models import OfferRequest


def _to_school() -> forms.CharField:
    return area("What do you want to say to the school? (optional)", rows=3, longest=LONGEST_NOTE)


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
    answer = _to_school()


class PlanVisitForm(PlanForm):
    """A visit that comes of a request."""

    answer = _to_school()


class LinkVisitForm(forms.Form):
    visit = forms.TypedChoiceField(
        label="Which visit is it?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the visit.", "invalid_choice": "Select a visit that is still planned."},
    )
    answer = _to_school()

    def __init__(self, *args: Any, visits: QuerySet[Visit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["visit"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(each.pk, f"{dates_of(each).words}: {each.kind_name}, {each.lead.name}") for each in visits]


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
