"""Forms of signing: present a letter for a day, and return it with comments."""

from typing import Any

from django import forms

from schools.models import School
from sil.dates.sense import Known
from sil.web.forms import ANY_DAY, DateField, Typed, area, know

from ..letters.policies import GIVEN, LONGEST_NOTE
from ..questions.forms import reason_field


class PresentForm(forms.Form):
    """The day a letter bears, and why its action plan can be due when its period is over, where that is asked."""

    dated = DateField(
        sense=GIVEN,
        label="On which day is it to be given?",
        help_text="The letter is dated this day and can be given only on this day.",
        error_messages={"required": "Enter the day on which it is to be given, like 27 11 2026."},
    )
    plan_reason = reason_field()

    def __init__(self, *args: Any, school: School, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        know(self, "dated", Known(school=school), sense=None if asks else ANY_DAY)


class SignForm(Typed):
    """The signatory's own reason why the action plan can be due when the period is over, where that is asked."""

    plan_reason = reason_field()


class ReturnForm(Typed):
    text = area("What has to be changed?", rows=5, longest=LONGEST_NOTE, missing="Say what has to be changed.")
