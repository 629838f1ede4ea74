"""Forms of judgements: of a required action, and of the notice."""

from typing import Any

from django import forms

from sil.clock import in_words
from sil.web.forms import PrintedField

from ..models import CaseLetter, Finding

LONGEST = 10_000


class FindingForm(forms.Form):
    result = forms.ChoiceField(
        label="Is it done?",
        choices=Finding.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is done."},
    )
    evidence = PrintedField(
        label="What evidence is this based on?",
        help_text="What you saw or read, with dates. It is kept permanently, and printed in the letter that follows. "
        "To correct it, judge the action again.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say what evidence this is based on."},
    )


class JudgementForm(forms.Form):
    secured = forms.TypedChoiceField(
        choices=(),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the notice has been met."},
    )
    reasons = forms.CharField(
        label="Reasons",
        help_text="Kept with the judgement, and used to start the letter that follows.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Give your reasons."},
    )

    def __init__(self, *args: Any, letter: CaseLetter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["secured"]
        assert isinstance(field, forms.TypedChoiceField)
        statutory = letter.kind_of.statutory
        field.label = "Was the notice complied with?" if statutory else "Was improvement secured?"
        then = (
            f"the school is eligible for intervention, and a power can be used from {in_words(letter.usable_from)}"
            if letter.is_notice_of_powers and letter.usable_from
            else "a notice of the powers to be used can follow"
        )
        field.choices = (
            [
                ("yes", "Complied with: the notice is lifted by letter"),
                ("no", f"Not complied with: {then}"),
            ]
            if statutory
            else [
                ("yes", "Improvement secured: the notice is removed by letter"),
                ("no", "Improvement not secured: a formal warning notice can follow"),
            ]
        )
