"""What is asked about a school in a category."""

from collections.abc import Sequence
from typing import Any

from django import forms

from schools.models import Inspection
from sil.clock import in_words
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import DateField, PrintedField

from ..case.forms import choose

YES, NO = "yes", "no"


class CategoryForm(forms.Form):
    """By which inspection the school is in its category."""

    inspection = forms.ChoiceField(
        label="Which inspection found it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the inspection that found the school in the category."},
    )

    def __init__(self, *args: Any, inspections: Sequence[Inspection], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inspections = {str(each.pk): each for each in inspections}
        named = [(key, f"{in_words(each.starts_on)}: {each.headline}") for key, each in self.inspections.items()]
        choose(self, "inspection", named)

    @property
    def chosen(self) -> Inspection:
        """The inspection, once the form is valid."""
        return self.inspections[self.cleaned_data["inspection"]]


class AcademyOrderForm(forms.Form):
    """Whether an academy order was made, when, and under which reference."""

    made = forms.ChoiceField(
        label="Has the Secretary of State made an academy order?",
        choices=[(YES, "Yes"), (NO, "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether an academy order has been made."},
    )
    made_on = DateField(
        sense=Sense(past=YEAR, future=NOW),
        label="On which day was it made?",
        help_text="Only if there is one. For example, 27 11 2026",
        required=False,
    )
    reference = PrintedField(label="Its reference", help_text="Only if there is one", required=False, max_length=200)
