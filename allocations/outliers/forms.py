"""The forms of what stands out: the filters of the list, and to dismiss it."""

from django import forms

from sil.web.errors import Sentence

from ..models.allocations import REASON

DISMISSED = "dismissed"
BAND, MARK = "band", "mark"


class OutlierFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False, max_length=200)
    about = forms.ChoiceField(
        label="What stands out", required=False, choices=[("", "All"), (BAND, "The band"), (MARK, "A mark")]
    )
    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "To look at again"), (DISMISSED, "Dismissed")]
    )


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
