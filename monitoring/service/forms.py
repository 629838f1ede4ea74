"""What is written about the quality of the service, and how are concerns looked for?"""

from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User

from .models import ServiceConcern

LONGEST = 10_000


class RaiseForm(forms.Form):
    text = forms.CharField(
        label="What was not as it should be?",
        help_text="What happened, when, and what you would have wished for. Your School Improvement Partner does "
        "not read it unless whoever looks into it speaks with them.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write what was not as it should be."},
    )


class ReopenForm(forms.Form):
    text = forms.CharField(
        label="Why does the answer not do?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Write why the answer does not do."},
    )


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What came of it?",
        choices=ServiceConcern.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what came of it."},
    )
    text = forms.CharField(
        label="Your answer to the school",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write your answer to the school."},
    )


class PassOnForm(forms.Form):
    to = forms.ModelChoiceField(
        label="Who looks into it?",
        queryset=User.objects.none(),
        empty_label="Choose somebody",
        error_messages={"required": "Choose who looks into it.", "invalid_choice": "Choose who looks into it."},
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class ConcernFilter(forms.Form):
    status = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *ServiceConcern.Status.choices])
    outcome = forms.ChoiceField(label="Outcome", required=False, choices=[("", "All"), *ServiceConcern.Outcome.choices])
    late = forms.BooleanField(label="Late only", required=False)
