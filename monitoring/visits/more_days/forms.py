"""Forms of days that a school asks for: ask, and say no. The partner passes it on with the form for extra days."""

from django import forms

from sil.web.forms import area

from ..days.forms import LENGTH, ApproveForm


class AskForm(forms.Form):
    days = ApproveForm.base_fields["days"]
    clean_days = ApproveForm.clean_days
    reason = area(
        "Why does the school need more days?",
        "Your partner and Principal Officers can read this.",
        rows=4,
        longest=LENGTH,
        missing="Enter why the school needs more days.",
    )


class DeclineForm(forms.Form):
    reason = area(
        "Why does the school not get more days?",
        "The headteacher can read this.",
        rows=4,
        longest=LENGTH,
        missing="Enter why the school does not get more days.",
    )
