"""Forms about access to casework."""

from datetime import date
from typing import Any

from django import forms

from sil.dates.sense import Sense
from sil.web.forms import DateField
from sil.web.search.fields import offer

from ..models import CaseworkAccess, School
from ..search.fields import SchoolsField

LONG = 4000
# The action refuses what is past or more than 14 days ahead.
_SOON = Sense(past=None, future=None)


class AskForm(forms.Form):
    """Which schools, why, and until when."""

    schools = SchoolsField(
        label="Which schools?",
        help_text="Type a part of the name, or the URN. Select only those that you need.",
        error_messages={"required": "Select at least one school."},
    )
    reason = forms.CharField(
        label="Why do you need to read their casework?",
        help_text="The officer who answers will read this, and it stays on record. Do not name children.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONG,
        error_messages={"required": "Enter why you need it."},
    )
    ends_on = DateField(
        sense=_SOON,
        label="Until which day?",
        help_text="At most 14 days from today. Your access ends automatically after this day.",
        error_messages={"required": "Enter the last day."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "schools", School.objects.all())


class GrantForm(forms.Form):
    """Which of the schools that were asked for, and until when."""

    schools = forms.ModelMultipleChoiceField(
        label="Which schools may they read?",
        queryset=School.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one school."},
    )
    ends_on = DateField(
        sense=_SOON,
        label="Until which day?",
        help_text="At most 14 days from today. It ends automatically after this day.",
        error_messages={"required": "Enter the last day."},
    )

    def __init__(self, *args: Any, access: CaseworkAccess, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["schools"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = access.schools.all()
        field.initial = [school.pk for school in access.schools.all()]
        self.fields["ends_on"].initial = access.ends_on


class DeclineForm(forms.Form):
    """Why it is declined."""

    reason = forms.CharField(
        label="Why do you decline?",
        help_text="The administrator will read this.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONG,
        error_messages={"required": "Enter why you decline."},
    )
