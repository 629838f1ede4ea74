"""Forms of the directory of system leaders, and the filter of its list."""

from typing import Any

from django import forms

from schools.models import School
from schools.search.fields import SchoolField
from sil.dates.sense import YEAR, Sense
from sil.uploads.fields import DocumentField
from sil.web.forms import LONGEST_NOTE, DateField, area
from sil.web.search.fields import offer

from ..choices import ALL, PHASE_CHOICES, days_field, designations, offer_choices, topics

FAR = 5 * YEAR


class LeaderForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Enter their name."})
    email = forms.EmailField(
        label="Email address",
        help_text="Commissions are sent to it.",
        error_messages={"required": "Enter their email address, like name@example.com."},
    )
    designation = forms.ChoiceField(
        label="Designation", widget=forms.RadioSelect, error_messages={"required": "Select their designation."}
    )
    school = SchoolField(
        label="Which school do they work at? (optional)",
        help_text="They are not proposed to their own school. Type a part of its name or its URN.",
        required=False,
    )
    topics = forms.MultipleChoiceField(
        label="What do they know about?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one topic."},
    )
    phases = forms.MultipleChoiceField(
        label="Which phases do they work in? (optional)",
        help_text="Leave all of them empty for every phase.",
        choices=PHASE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    accredited_from = DateField(
        label="Accredited from",
        sense=Sense(past=FAR * 4, future=YEAR),
        error_messages={"required": "Enter the first day of the accreditation, like 1 9 2024."},
    )
    accredited_to = DateField(
        label="Accredited until (optional)",
        help_text="Leave it empty if it does not end.",
        sense=Sense(past=FAR, future=FAR),
        required=False,
    )
    days_a_year = days_field("Days they can give in a financial year", hint="April to March.")
    notes = area("Notes (optional)", "Schools do not see them.", rows=3, longest=LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "designation", designations())
        offer_choices(self, "topics", topics())
        offer(self, "school", School.objects.filter(is_open=True))


class EndForm(forms.Form):
    reason = area("Why?", "It stays in the history.", rows=4, longest=LONGEST_NOTE, missing="Enter the reason.")


class FileForm(forms.Form):
    """The template, filled in."""

    document = DocumentField(
        label="The template, filled in",
        help_text="An Excel, OpenDocument or CSV file.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": "Select the file that you filled in."},
    )


class LeaderFilter(forms.Form):
    search = forms.CharField(label="Name or school", required=False, max_length=120)
    designation = forms.ChoiceField(label="Designation", required=False)
    topic = forms.ChoiceField(label="Topic", required=False)
    phase = forms.ChoiceField(label="Phase", required=False, choices=[ALL, *PHASE_CHOICES])
    left = forms.BooleanField(label="With days left this year", required=False)
    expired = forms.BooleanField(label="Accreditation has ended", required=False)
    ended = forms.BooleanField(label="Show those who left the directory too", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "designation", [ALL, *designations()])
        offer_choices(self, "topic", [ALL, *topics()])
