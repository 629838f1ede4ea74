"""Forms of the proof that a letter was handed over or posted."""

from typing import Any

from django import forms

from sil.dates.sense import YEAR, Sense
from sil.letters.models import Method
from sil.uploads.fields import DocumentField
from sil.web.forms import DateField, TimeField, Typed, area

from ..letters.policies import LONGEST_NOTE
from .proof import BY_PEOPLE, DONE, FROM_WHERE, Proof


class _ProofForm(Typed):
    """What proves a service. Which of it has to be there depends on the method, which is None where it is chosen in the
    form."""

    taken_by = forms.CharField(max_length=150, required=False)
    place = forms.CharField(max_length=200, required=False)
    at = TimeField(required=False)
    receipt = forms.CharField(max_length=100, required=False)
    proof = area("Anything else that proves it (optional)", rows=3, longest=LONGEST_NOTE)
    document = DocumentField(label="A document as proof (optional)", required=False)

    def __init__(self, *args: Any, method: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_hand, posted, recorded = (method == each for each in (Method.HAND, Method.POST, Method.RECORDED))
        taken_by, place, at, receipt = (self.fields[name] for name in ("taken_by", "place", "at", "receipt"))
        taken_by.label = "Who took it?" if by_hand else "Who signed for it? (optional)"
        if posted:
            # Nobody signs for first-class post: what proves it is the posting.
            taken_by.label = "Who posted it? (optional)"
        taken_by.help_text = "Their name and post, such as Ada Example, clerk."
        place.label = "Where was it handed over?" if by_hand else "From where was it posted?"
        place.help_text = "For example, the school’s office." if by_hand else "For example, Exampleton post office."
        at.label = "At what time?" if by_hand else "At what time? (optional)"
        receipt.label = "Number of the item" if recorded else "Number of the certificate of posting"
        if by_hand or method is None:
            receipt.label = "Number of a receipt (optional)"
        taken_by.required, receipt.required = by_hand, recorded
        place.required = True
        taken_by.error_messages["required"] = "Enter who took it."
        place.error_messages["required"] = "Enter where it was handed over." if by_hand else FROM_WHERE
        receipt.error_messages["required"] = "Enter the number of the item, from the receipt."

    def said(self) -> Proof:
        """The proof that was typed."""
        typed = self.cleaned_data
        named = {name: typed[name] for name in ("taken_by", "place", "at", "receipt")}
        return Proof(**named, note=typed["proof"])


class ServeForm(_ProofForm):
    """When and how a letter reached one recipient; `method` is None for a copy whose email was not sent."""

    done_on = DateField(
        sense=Sense(past=YEAR, future=None), error_messages={"required": "Enter the day, like 27 11 2026."}
    )
    field_order = ("method", "done_on", "at", "taken_by", "place", "receipt", "proof", "document")

    def __init__(self, *args: Any, method: str | None, **kwargs: Any) -> None:
        super().__init__(*args, method=method, **kwargs)
        done = "handed over or posted" if method is None else DONE[Method(method)]
        self.fields["done_on"].label = f"When was it {done}?"
        if method is None:
            self.fields["method"] = forms.ChoiceField(
                label="How did it go instead of the email?",
                choices=BY_PEOPLE,
                widget=forms.RadioSelect,
                error_messages={"required": "Select how it went."},
            )
            self.order_fields(self.field_order)


class ProofForm(_ProofForm):
    """What the proof of a delivery should have said, and why it is corrected."""

    reason = area(
        "Why is the proof corrected?",
        "For example, the receipt arrived later.",
        rows=2,
        longest=LONGEST_NOTE,
        missing="Enter why the proof is corrected.",
    )
    field_order = ("at", "taken_by", "place", "receipt", "proof", "document", "reason")
