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
        help_text="We send commissions to this address.",
        error_messages={"required": "Enter their email address, like name@example.com."},
    )
    designation = forms.ChoiceField(
        label="Designation", widget=forms.RadioSelect, error_messages={"required": "Select their designation."}
    )
    school = SchoolField(
        label="Which school do they work at? (optional)",
        help_text="We do not propose them to their own school. Enter part of its name, or its URN.",
        required=False,
    )
    topics = forms.MultipleChoiceField(
        label="What can they help with?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one topic."},
    )
    phases = forms.MultipleChoiceField(
        label="Which phases do they work in? (optional)",
        help_text="If they work in every phase, leave this empty.",
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
        help_text="If it has no last day, leave this empty.",
        sense=Sense(past=FAR, future=FAR),
        required=False,
    )
    days_a_year = days_field("Days they can give in a financial year", hint="April to March.")
    notes = area("Notes (optional)", "Schools cannot see this.", rows=3, longest=LONGEST_NOTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "designation", designations())
        offer_choices(self, "topics", topics())
        offer(self, "school", School.objects.filter(is_open=True))


class EndForm(forms.Form):
    reason = area("Why?", "Officers can read this.", rows=4, longest=LONGEST_NOTE, missing="Enter the reason.")


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
    ended = forms.BooleanField(label="Include people who have left the directory", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "designation", [ALL, *designations()])
        offer_choices(self, "topic", [ALL, *topics()])
