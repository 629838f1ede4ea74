"""Forms of access reviews: the filters of the lines, which are confirmed, and why one is ended."""

from typing import Any

from django import forms

from .models import ReviewedAccess

WAITING, QUIET = "waiting", "quiet"


class LineFilter(forms.Form):
    search = forms.CharField(label="Person or school", required=False, max_length=200)
    kind = forms.ChoiceField(
        label="What they have", required=False, choices=[("", "Everything"), *ReviewedAccess.Kind.choices]
    )
    state = forms.ChoiceField(
        label="State",
        required=False,
        choices=[("", "All"), (WAITING, "To confirm or end"), *ReviewedAccess.Decision.choices],
    )
    signed_in = forms.ChoiceField(
        label="Signed in", required=False, choices=[("", "All"), (QUIET, "Not signed in for a term")]
    )


class EndForm(forms.Form):
    reason = forms.CharField(
        label="Why this access ends",
        help_text="For example, the person has left. It is kept in the history of the person.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter why this access ends."},
    )


def keys_of(data: Any) -> list[int]:
    """Return the keys of the lines that were ticked; what is no key is passed over."""
    return [int(key) for key in data.getlist("line") if key.isdecimal() and len(key) < 19]
