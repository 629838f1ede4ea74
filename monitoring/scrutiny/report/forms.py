"""Forms of reports for scrutiny: which one to make, and the filter of the list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from schools.models import School
from schools.search.fields import SchoolField
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import LONGEST_NOTE, DateField, area
from sil.web.search.fields import offer

AUTHORITY = "authority"
# Academic years that one report can be about.
MOST_YEARS = 5
_PAST = Sense(past=YEAR * MOST_YEARS, future=NOW)
MADE_FOR = {AUTHORITY: "The whole authority: figures only, no school is named"}


class MakeForm(forms.Form):
    about = SchoolField(
        label="What is the report about?",
        help_text="Type a part of the school’s name, its URN or its postcode, or choose the whole authority.",
        others=MADE_FOR,
        error_messages={"required": "Enter a school, or choose the whole authority."},
    )
    starts_on = DateField(
        label="From which day?", sense=_PAST, error_messages={"required": "Enter the first day of the report."}
    )
    ends_on = DateField(
        label="Until which day?", sense=_PAST, error_messages={"required": "Enter the last day of the report."}
    )
    why = area(
        "What is it for?",
        "For example “Education scrutiny committee, 12 January”. Everybody who may read the report reads this.",
        rows=2,
        longest=LONGEST_NOTE,
        missing="Enter what the report is for.",
    )

    def __init__(self, *args: Any, schools: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "about", schools)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", ValidationError("The last day is before the first. Enter a later day."))
        elif first and last and last - first > YEAR * MOST_YEARS:
            self.add_error("ends_on", ValidationError(f"Enter days that are at most {MOST_YEARS} years apart."))
        return data

    @property
    def school(self) -> School | None:
        """The school that it is about, None for the authority."""
        found = self.cleaned_data["about"]
        return found if isinstance(found, School) else None


class ReportsFilter(forms.Form):
    search = forms.CharField(label="School", required=False, max_length=200)
