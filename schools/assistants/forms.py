"""Forms about assistants of a headteacher."""

from typing import Any

from django import forms

from ..people.forms import PersonForm
from .parts import ABOUT


class PartsForm(forms.Form):
    """The parts that an assistant may see and prepare."""

    parts = forms.MultipleChoiceField(
        label="What may they see and prepare?",
        help_text="They can never agree, answer or sign anything for you, or act for the governing body.",
        choices=[(part.value, about.name) for part, about in ABOUT.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one part."},
    )


class GiveForm(PersonForm, PartsForm):
    """Who the assistant is, and their parts."""

    field_order = ("name", "email", "parts")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = "They sign in with it. We invite them there if they have no account yet."
