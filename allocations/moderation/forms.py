"""The form to say something about a proposal that is being checked."""

from typing import Any

from django import forms

from sil.web.errors import Sentence

from ..models.allocations import REASON

_TOO_LONG = "Your text must be %(limit_value)d characters or fewer. You have used %(show_value)d."


class SayForm(forms.Form):
    """A question of an officer, or the answer of a partner."""

    text = forms.CharField(
        max_length=REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": Sentence(_TOO_LONG)},
    )

    def __init__(self, *args: Any, label: str, help_text: str, missing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = missing
        self.fields["text"].label, self.fields["text"].help_text = label, help_text

    def require_text(self) -> bool:
        """Whether there is one; where there is none, the form says so."""
        if not self.cleaned_data["text"].strip():
            self.add_error("text", self.missing)
        return self.is_valid()
