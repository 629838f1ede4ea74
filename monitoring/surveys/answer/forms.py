"""The form to answer a survey: a scale and, if wanted, some words for each question."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html

from sil.web.forms import LONGEST_NOTE

from ..questions import SCALE, Question

_IN_CONFIDENCE = "Do not name yourself, your school or anybody else: officers read these words as you write them."


class AnswerForm(forms.Form):
    """`questions` are those that the school is asked."""

    def __init__(self, *args: Any, questions: Sequence[Question], in_confidence: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = questions
        for each in questions:
            self.fields[each.slug] = forms.TypedChoiceField(
                label=each.words,
                choices=[(str(score), words) for score, words in SCALE],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": each.missing},
            )
            self.fields[f"{each.slug}_comment"] = forms.CharField(
                label=format_html(
                    'What would you like to add? (optional)<span class="govuk-visually-hidden">: {}</span>', each.words
                ),
                help_text=_IN_CONFIDENCE if in_confidence else "",
                required=False,
                max_length=LONGEST_NOTE,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    @property
    def given(self) -> dict[str, tuple[int, str]]:
        """The score and the comment for each question."""
        said = self.cleaned_data
        return {each.slug: (said[each.slug], said[f"{each.slug}_comment"].strip()) for each in self.asked}
