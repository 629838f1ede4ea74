"""The form that answers a request for extra days."""

from django import forms

from ..days.forms import LENGTH


class AnswerForm(forms.Form):
    reason = forms.CharField(
        label="What do you want to say about it?",
        help_text="Needed if you decline. The partner who asked can read this, and so can the school if you approve.",
        required=False,
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": f"It must be {LENGTH} characters or fewer."},
    )
