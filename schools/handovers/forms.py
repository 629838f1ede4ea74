"""The form to hand a partner's schools over."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.dates.sense import MONTH, YEAR, Sense
from sil.web.forms import DateField

from ..models import School
from ..people.forms import PersonChoice

LONG_NOTE = 10_000


class HandOverForm(forms.Form):
    """Which of the schools, to whom, from which day, and the note that goes with them."""

    schools = forms.ModelMultipleChoiceField(
        label="Which schools?",
        help_text="All of them are ticked. Untick any that stay, or that go to somebody else.",
        queryset=School.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one school.",
            "invalid_choice": "Choose schools from the list.",
        },
    )
    taking = PersonChoice(
        label="Who takes them over?",
        queryset=User.objects.none(),
        empty_label="Choose a person",
        error_messages={
            "required": "Choose who takes the schools over.",
            "invalid_choice": "Choose a person from the list.",
        },
    )
    starts_on = DateField(
        sense=Sense(past=MONTH, future=YEAR),
        label="From",
        help_text="Their first day with the schools.",
        error_messages={"required": "Enter the first day."},
    )
    note = forms.CharField(
        label="Covering note",
        help_text="What should the next person know? Both partners and the Principal Officers can read this. "
        "Schools cannot.",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONG_NOTE,
        error_messages={"required": "Enter a covering note."},
    )

    def __init__(
        self, *args: Any, today: date, schools: QuerySet[School], takers: QuerySet[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = today
        ticked, taking = self.fields["schools"], self.fields["taking"]
        assert isinstance(ticked, forms.ModelMultipleChoiceField) and isinstance(taking, forms.ModelChoiceField)
        ticked.queryset = schools
        ticked.initial = [school.pk for school in schools]
        taking.queryset = takers
