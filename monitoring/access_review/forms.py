"""Forms of access reviews: the filters of the lines, which are confirmed, and why one is ended."""

from typing import Any

from django import forms

from sil.web.forms import LONGEST_NOTE, area

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
    """Why an access ends, and why what waits for the person by it is left without one. The first is not asked of
    somebody who ends what a reviewer decided on, the second only where something waits."""

    reason = area(
        "Why this access ends",
        "For example, the person has left. It is kept in the history of the person.",
        rows=4,
        longest=LONGEST_NOTE,
        missing="Enter why this access ends.",
    )
    left = area("If it is left without a person: why?", rows=3, longest=LONGEST_NOTE)

    def __init__(self, *args: Any, is_asked: bool, waits: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_asked:
            del self.fields["reason"]
        if not waits:
            del self.fields["left"]


def keys_of(data: Any) -> list[int]:
    """Return the keys of the lines that were ticked; what is no key is passed over."""
    return [int(key) for key in data.getlist("line") if key.isdecimal() and len(key) < 19]
