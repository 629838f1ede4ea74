"""Forms that put an appointment right."""

from typing import Any

from django import forms

from sil.web.forms import LONGEST_NOTE, DateField, area

from ..people.forms import OF_A_POST
from .kinds import AppointmentKind


class MistakeForm(forms.Form):
    """Why an appointment was never meant."""

    reason = area(
        "What was wrong?",
        "For example, the wrong school or the wrong person. The history keeps your reason.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter what was wrong.",
    )


class DaysForm(MistakeForm):
    """The first and last day of an appointment, and why they change."""

    starts_on = DateField(sense=OF_A_POST, label="First day", error_messages={"required": "Enter the first day."})
    ends_on = DateField(
        sense=OF_A_POST,
        label="Last day",
        help_text="The last day on which they hold it. Leave it empty if no end is known.",
        required=False,
        error_messages={"required": "Enter the last day."},
    )

    field_order = ("starts_on", "ends_on", "reason")

    def __init__(self, *args: Any, kind: AppointmentKind, row: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial, self.fields["ends_on"].initial = row.starts_on, row.ends_on
        if kind.always_ends:
            self.fields["ends_on"].required = True
            self.fields["ends_on"].help_text = "The last day on which it holds."
