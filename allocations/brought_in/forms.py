"""Forms of bands of the years before: the file, a correction of one band, and why a file is taken back."""

from typing import Any

from django import forms

from sil.dates.sense import YEAR, Sense
from sil.uploads.fields import DocumentField
from sil.web.forms import DateField

from ..models import LONG_TEXT, Allocation
from ..models.allocations import REASON

OF_AN_EARLIER_YEAR = Sense(past=20 * YEAR, future=None)


class FileForm(forms.Form):
    """The template, filled in."""

    document = DocumentField(
        label="The template, filled in",
        help_text="An Excel, OpenDocument or CSV file.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        error_messages={"required": "Select the file that you filled in."},
    )


class TakeBackForm(forms.Form):
    """Why a file is taken back."""

    reason = forms.CharField(
        label="Why do you take it back?",
        help_text="The history keeps your reason.",
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why the file is taken back."},
    )


class CorrectForm(forms.Form):
    """The band of an earlier year as it should be."""

    band = forms.ChoiceField(
        label="Band", widget=forms.RadioSelect, error_messages={"required": "Select the band of that year."}
    )
    day = DateField(
        sense=OF_AN_EARLIER_YEAR,
        label="Agreed on",
        error_messages={"required": "Enter the day on which the band was agreed."},
    )
    reasons = forms.CharField(
        label="Reasons for the band",
        help_text="The headteacher and the chair of governors can read them.",
        required=False,
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reason = forms.CharField(
        label="Why do you correct it?",
        help_text="The history keeps your reason, with what was there before.",
        max_length=REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why you correct it."},
    )

    def __init__(self, *args: Any, allocation: Allocation, **kwargs: Any) -> None:
        now = {"band": allocation.band, "day": allocation.ended_on, "reasons": allocation.brought_in_reasons}
        super().__init__(*args, **{"initial": now, **kwargs})
        field = self.fields["band"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(band.id, band.name) for band in allocation.framework.bands]
