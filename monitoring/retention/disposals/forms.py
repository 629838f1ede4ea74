"""The form by which a director decides on a disposal."""

from typing import Any

from django import forms

APPROVE, REFUSE = "approve", "refuse"


class DecideForm(forms.Form):
    """Approve the list or refuse it; a refusal has a reason."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[(APPROVE, "Approve: dispose of what can go"), (REFUSE, "Refuse: nothing is disposed of")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you decide."},
    )
    note = forms.CharField(
        label="Note or reason",
        help_text="Needed if you refuse. It stays on record.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("decision") == REFUSE and not said.get("note", "").strip():
            self.add_error("note", "Enter why you refuse.")
        return said
