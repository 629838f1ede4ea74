"""Forms of more time to answer: ask for it, and answer."""

from typing import Any

from django import forms

from sil.dates.sense import Sense
from sil.web.forms import DateField, area

from ..models.allocations import REASON

# The action refuses what is not after the day due, and what is too far off.
_ANY = Sense(past=None, future=None)


class AskForm(forms.Form):
    day = DateField(
        label="Until when do you need more time?",
        sense=_ANY,
        error_messages={"required": "Enter the day until which you need more time."},
    )
    reason = area(
        "Why do you need more time?",
        "Your partner and Principal Officers can read this.",
        rows=4,
        longest=REASON,
        missing="Enter why you need more time.",
    )


class AnswerForm(forms.Form):
    decision = forms.ChoiceField(
        label="Do you give more time?",
        choices=[("give", "Yes, until the day below"), ("decline", "No, the day stays as it is")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether you give more time."},
    )
    day = DateField(label="Until when?", sense=_ANY, required=False)
    reason = area(
        "Why?",
        "The headteacher can read this.",
        rows=4,
        longest=REASON,
        missing="Enter the reason for your answer.",
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "give" and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", "Enter the day until which you give more time.")
        return cleaned
