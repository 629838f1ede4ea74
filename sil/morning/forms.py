"""When somebody wants to be written to."""

from typing import Any

from django import forms

from sil.outbox.models import MailChoice


class ChoiceForm(forms.Form):
    emails = forms.ChoiceField(
        label="Emails that ask nothing of you",
        help_text="For example, that a school agreed its band. What has to be done soon, letters and what the law asks "
        "for always come at once.",
        choices=MailChoice.Emails.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select when these emails should come."},
    )
    lists = forms.ChoiceField(
        label="A list of what waits for you",
        help_text="The same list as on Home. If nothing waits for you, no email comes.",
        choices=MailChoice.Lists.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how often the list should come."},
    )
    newsletters = forms.TypedChoiceField(
        label="Newsletters",
        help_text="What School Improvement writes to headteachers and chairs. You can always read them here.",
        choices=(("yes", "Send them to me"), ("no", "Do not send them to me")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether newsletters should come."},
    )

    def __init__(self, *args: Any, newsletters: bool, **kwargs: Any) -> None:
        """`newsletters` says whether the person has a post at a school, to which they are sent."""
        super().__init__(*args, **kwargs)
        if not newsletters:
            del self.fields["newsletters"]
