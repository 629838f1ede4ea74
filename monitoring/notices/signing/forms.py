"""Forms of signing: present a letter for a day, and return it with comments."""

from django import forms

from sil.web.forms import DateField, Typed, area

from ..letters.policies import GIVEN, LONGEST_NOTE


class PresentForm(forms.Form):
    """The day a letter bears."""

    dated = DateField(
        sense=GIVEN,
        label="On which day is it to be given?",
        help_text="The letter is dated this day and can be given only on this day.",
        error_messages={"required": "Enter the day on which it is to be given, like 27 11 2026."},
    )


class ReturnForm(Typed):
    text = area("What has to be changed?", rows=5, longest=LONGEST_NOTE, missing="Say what has to be changed.")
