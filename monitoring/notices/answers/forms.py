"""Form of an answer to a letter about an academy."""

from typing import Any

from django import forms

from sil.dates.sense import NOW, YEAR, Sense
from sil.framework.intervention import Party
from sil.uploads.fields import DocumentField
from sil.web.forms import DateField

from ..case.forms import choose
from ..letters.recipients import PARTY_NAMES
from ..models import CaseLetter
from .actions import Answered

LONGEST = 10_000
# In the form, for somebody to whom the letter is not addressed.
OTHER = "other"


class AnswerForm(forms.Form):
    """Who answered, on which day, and what."""

    party = forms.ChoiceField(
        label="Who is it from?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who the answer is from."},
    )
    who = forms.CharField(
        label="Name and post of the person who wrote it",
        max_length=200,
        error_messages={"required": "Say who wrote it."},
    )
    answered_on = DateField(
        sense=Sense(past=YEAR, future=NOW),
        label="On which day?",
        help_text="The date of the answer. For example, 27 11 2026",
        error_messages={"required": "Enter the date of the answer."},
    )
    text = forms.CharField(
        label="What does it say?",
        help_text="The answer itself, or a summary if you attach it",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    document = DocumentField(label="File (optional)", required=False)

    def __init__(self, *args: Any, letter: CaseLetter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        addressed = [(str(party), PARTY_NAMES[Party(party)]) for party in letter.step.to]
        choose(self, "party", [*addressed, (OTHER, "Somebody else")])

    @property
    def answered(self) -> Answered:
        """What was filled in, once the form is valid."""
        data = self.cleaned_data
        party = "" if data["party"] == OTHER else data["party"]
        return Answered(party=party, who=data["who"], answered_on=data["answered_on"], text=data["text"])
