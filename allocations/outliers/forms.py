"""The form to dismiss what stands out."""

from django import forms

from sil.web.errors import Sentence

from ..models.allocations import REASON


class DismissForm(forms.Form):
    reason = forms.CharField(
        label="Why is the band right all the same?",
        help_text="The service keeps this. The school does not read it.",
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Enter why the band is right all the same.",
            "max_length": Sentence(
                "The reason must be %(limit_value)d characters or fewer. You have used %(show_value)d."
            ),
        },
    )
