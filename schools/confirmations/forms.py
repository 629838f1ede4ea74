"""What an administrator says of somebody who has lost their second step."""

from django import forms

from sil.web.forms import area


class LostStepForm(forms.Form):
    reason = area(
        "What have they lost, and how do you know that it is them?",
        "For example: they came to the office because their phone was stolen. Those who may agree read it.",
        rows=4,
        longest=1000,
        missing="Enter what they have lost and how you know that it is them.",
    )
