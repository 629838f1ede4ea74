"""Forms that put a visit and its report right: each asks why."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from schools.models import School
from schools.search.fields import SchoolField
from sil.web.search.fields import offer

from ..visit.forms import PastDatesFields

TO_SCHOOL = "The school can read this, so do not repeat what was wrong. It is kept in the history."


def _reason(label: str, hint: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": missing},
    )


class RedateForm(PastDatesFields):
    reason = _reason("Why are you correcting the date?", TO_SCHOOL, "Enter why you are correcting the date.")


class MoveForm(forms.Form):
    reason = _reason(
        "Why are you moving it?", f"For example, two schools have the same name. {TO_SCHOOL}", "Enter why it is moved."
    )


class StrikeForm(forms.Form):
    reason = _reason("Why was it recorded?", TO_SCHOOL, "Enter why a visit was recorded that never was.")


class WithdrawForm(forms.Form):
    AGAIN, FOR_GOOD = "again", "for_good"

    then = forms.ChoiceField(
        label="What happens to the report?",
        choices=[
            (AGAIN, "It is corrected and issued again, starting from its text"),
            (FOR_GOOD, "It stays withdrawn"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what happens to the report."},
    )
    reason = _reason(
        "Why are you withdrawing it?",
        f"For example, it names somebody who must not be named. {TO_SCHOOL}",
        "Enter why the report is withdrawn.",
    )


class NoForm(forms.Form):
    """Nothing to fill in."""


class SchoolForm(forms.Form):
    """The right school of a visit."""

    to = SchoolField(
        label="Which school was visited?",
        help_text="Type a part of its name, its town or its URN.",
        error_messages={"required": "Enter the name or URN of the school."},
    )

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", schools)
