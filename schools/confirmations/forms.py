"""What an administrator says of somebody who has lost their second step."""

from django import forms


class LostStepForm(forms.Form):
    reason = forms.CharField(
        label="What have they lost, and how do you know that it is them?",
        help_text="For example: they came to the office because their phone was stolen. Those who may agree read it.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Enter what they have lost and how you know that it is them.",
            "max_length": "Enter at most 1,000 characters.",
        },
    )
