"""The form to hand a partner's schools over."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.dates.sense import MONTH, YEAR, Sense
from sil.web.forms import DateField
from sil.web.search.fields import offer
from sil.web.search.people import PersonField

from ..models import School

LONG_NOTE = 10_000


class HandOverForm(forms.Form):
    """Which of the schools, to whom, from which day, and the note that goes with them."""

    schools = forms.ModelMultipleChoiceField(
        label="Which schools?",
        help_text="All of them are ticked. Untick any that stay, or that go to somebody else.",
        queryset=School.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one school.",
            "invalid_choice": "Select schools from the list.",
        },
    )
    taking = PersonField(
        label="Who takes them over?",
        help_text="Type a part of their name or email address.",
        error_messages={"required": "Enter the name of the person who takes the schools over."},
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
        ticked = self.fields["schools"]
        assert isinstance(ticked, forms.ModelMultipleChoiceField)
        ticked.queryset = schools
        ticked.initial = [school.pk for school in schools]
        offer(self, "taking", takers)
