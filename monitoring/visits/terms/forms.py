"""The form of a term."""

from typing import Any

from django import forms

from schools.models import School
from sil.dates.sense import Place, Sense
from sil.web.forms import DateField, number_of

from .policies import TermInput

# A day of another year is refused.
_OF_A_YEAR = Sense(past=None, future=None, place=Place.WORK)


class TermForm(forms.Form):
    name = forms.CharField(
        label="Name",
        max_length=40,
        help_text="For example, Autumn term",
        error_messages={
            "required": "Enter the name of the term.",
            "max_length": "The name must be 40 characters or fewer.",
        },
    )
    starts_on = DateField(
        sense=_OF_A_YEAR, label="First day", error_messages={"required": "Enter the first day of the term."}
    )
    ends_on = DateField(
        sense=_OF_A_YEAR, label="Last day", error_messages={"required": "Enter the last day of the term."}
    )
    school = forms.CharField(
        label="URN, if it is for one school only",
        required=False,
        max_length=7,
        help_text="Leave this empty for all schools. If a school has its own terms in a year, only those apply to it.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10"}),
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_school(self) -> School | None:
        text = self.cleaned_data["school"].strip()
        if not text:
            return None
        found = School.objects.filter(pk=number_of(text) or 0).first()
        if found is None:
            raise forms.ValidationError("There is no school with this URN.")
        return found

    @property
    def typed_term(self) -> TermInput:
        return TermInput(academic_year=self.year, **self.cleaned_data)
