"""The name of saved filters."""

from django import forms

from .models import NAME


class NameForm(forms.Form):
    name = forms.CharField(
        label="What do you want to call these filters?",
        help_text="For example, “My secondary schools in Band C”.",
        max_length=NAME,
        error_messages={
            "required": "Enter a name.",
            "max_length": f"The name must be {NAME} characters or fewer.",
        },
    )
