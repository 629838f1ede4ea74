"""Form of the proof that a letter was handed over or posted."""

from typing import Any

from sil.dates.sense import YEAR, Sense
from sil.uploads.fields import DocumentField
from sil.web.forms import DateField, Typed, area

from ..letters.policies import LONGEST_NOTE


class ServeForm(Typed):
    """When and how a letter reached one recipient."""

    done_on = DateField(
        sense=Sense(past=YEAR, future=None), error_messages={"required": "Enter the day, like 27 11 2026."}
    )
    proof = area("", rows=3, longest=LONGEST_NOTE, missing="Say how it was delivered.")
    document = DocumentField(label="A document as proof (optional)", required=False)

    def __init__(self, *args: Any, by_hand: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day, proof = self.fields["done_on"], self.fields["proof"]
        day.label = "When was it handed over?" if by_hand else "When was it posted?"
        proof.label = "Who took it, and where?" if by_hand else "Where was it posted, and with which receipt?"
        proof.help_text = (
            "For example, handed to the clerk, Ada Example, at the school's office at 10.40am."
            if by_hand
            else "For example, first class, with the certificate of posting number and post office."
        )
        missing = "Say who took it and where." if by_hand else "Say where it was posted and with which receipt."
        proof.error_messages["required"] = missing


class ProofForm(Typed):
    """What the proof of a delivery should have said, and why it is corrected."""

    proof = area(
        "Who took it and where, or where was it posted and with which receipt?",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Say how it was delivered.",
    )
    document = DocumentField(label="A document as proof (optional)", required=False)
    reason = area(
        "Why is the proof corrected?",
        "For example, the receipt arrived later.",
        rows=2,
        longest=LONGEST_NOTE,
        missing="Enter why the proof is corrected.",
    )
