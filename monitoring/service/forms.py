"""Forms of concerns about the service, and the filter of the list."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.web.search.fields import offer
from sil.web.search.people import PersonField

from .models import ServiceConcern

LONGEST = 10_000


class RaiseForm(forms.Form):
    text = forms.CharField(
        label="What is your concern?",
        help_text="Tell us what happened, when, and what you would have liked. Your School Improvement Partner "
        "cannot read this, but the person who looks into it may speak to them.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Enter your concern."},
    )


class ReopenForm(forms.Form):
    text = forms.CharField(
        label="Why are you not satisfied with the answer?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Enter why you are not satisfied with the answer."},
    )


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What is the outcome?",
        choices=ServiceConcern.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the outcome."},
    )
    text = forms.CharField(
        label="Your answer to the school",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Enter your answer to the school."},
    )


class CorrectForm(AnswerForm):
    """The answer as it should have been, and why it is corrected."""

    reason = forms.CharField(
        label="Why is the answer corrected?",
        help_text="It stands in the history of the concern, which the school can read.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why the answer is corrected."},
    )


class PassOnForm(forms.Form):
    to = PersonField(
        label="Who will look into it?",
        help_text="Type a part of their name or email address.",
        error_messages={"required": "Enter who will look into it."},
    )

    def __init__(self, *args: Any, people: QuerySet[User], page: str, **kwargs: Any) -> None:
        """`page` is the address of the page that shows the form."""
        super().__init__(*args, **kwargs)
        offer(self, "to", people, address=page)


class ConcernFilter(forms.Form):
    status = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *ServiceConcern.Status.choices])
    outcome = forms.ChoiceField(label="Outcome", required=False, choices=[("", "All"), *ServiceConcern.Outcome.choices])
    late = forms.BooleanField(label="Late only", required=False)
