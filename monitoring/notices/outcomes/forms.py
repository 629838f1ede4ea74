"""What is filled in to judge a required action, and to judge whether its notice was answered?"""

from typing import Any

from django import forms

from ..models import CaseLetter, Finding

LONGEST = 10_000


class FindingForm(forms.Form):
    result = forms.ChoiceField(
        label="Is it done?",
        choices=Finding.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it is done."},
    )
    evidence = forms.CharField(
        label="On which evidence?",
        help_text="What you saw or read, with dates. It is kept for good; what was found wrongly is found again.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": None}),
        error_messages={"required": "Say on which evidence you found this."},
    )


class JudgementForm(forms.Form):
    secured = forms.TypedChoiceField(
        choices=(),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say how the notice was answered."},
    )
    reasons = forms.CharField(
        label="Reasons",
        help_text="Kept with the judgement. The letter that follows starts from them.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": None}),
        error_messages={"required": "Give your reasons."},
    )

    def __init__(self, *args: Any, letter: CaseLetter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["secured"]
        assert isinstance(field, forms.TypedChoiceField)
        statutory = letter.kind_of.statutory
        field.label = "Was the notice complied with?" if statutory else "Was improvement secured?"
        field.choices = (
            [
                ("yes", "Complied with: the notice is lifted by letter"),
                ("no", "Not complied with: a notice of the powers to be used can follow"),
            ]
            if statutory
            else [
                ("yes", "Improvement secured: the notice is removed by letter"),
                ("no", "Improvement not secured: a formal warning notice can follow"),
            ]
        )
