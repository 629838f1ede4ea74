"""What is asked about the Secretary of State and the powers of the authority."""

from django import forms

from sil.dates.sense import YEAR, Sense
from sil.uploads.fields import DocumentField
from sil.web.forms import LONGEST_LINE, LONGEST_NOTE, DateField, area

from ..act import POWERS

_PAST = Sense(past=YEAR, future=None)


class NotificationForm(forms.Form):
    power = forms.ChoiceField(
        label="Which power is to be used?",
        choices=[(slug, f"{power.name} (section {power.section})") for slug, power in POWERS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Select the power that is to be used."},
    )
    notified_on = DateField(
        sense=_PAST,
        label="On which day was the Secretary of State notified?",
        error_messages={"required": "Enter the day of the notification, like 27 11 2026."},
    )
    how = forms.CharField(
        label="How, and to whom?",
        help_text="For example, by email to the Regional Director's office, with the address.",
        max_length=LONGEST_LINE,
        error_messages={"required": "Say how the notification went, and to whom."},
    )
    reference = forms.CharField(label="Reference (optional)", required=False, max_length=LONGEST_LINE)
    document = DocumentField(label="Proof as a document (optional)", required=False)


class ActForm(forms.Form):
    given_on = DateField(
        sense=_PAST,
        label="On which day did the Secretary of State give the authority the notice?",
        error_messages={"required": "Enter the day on which the notice was given."},
    )
    note = area("What does it say?", "For example, the reference of the letter.", rows=3, longest=LONGEST_NOTE)
