"""Forms of what a school sends in after a notice: writing it, recording what came another way, answering."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from sil.dates.sense import YEAR, Sense
from sil.uploads.fields import DocumentField
from sil.web.forms import LONGEST, LONGEST_LINE, DateField, Typed, area

from ..models import RepresentationAnswer, RequiredAction
from .actions import Attached, Writing
from .queries import headings

_QUESTIONS = {True: "What has been done?", False: "What else do you want to show?"}


class StatementForm(Typed):
    """A text and a document for each required action, or one of each for representations. Nothing is required to save
    it."""

    def __init__(self, *args: Any, actions: Sequence[RequiredAction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = headings(actions)
        for key, heading, action in self.headings:
            question = "What do you want to say?" if not actions else _QUESTIONS[action is not None]
            hint = "With dates and figures. Say where it can be seen." if action else ""
            self.fields[f"text-{key}"] = area(question, hint, rows=5 if actions else 10, longest=LONGEST)
            self.fields[f"document-{key}"] = DocumentField(
                label=f"Attach a document: {_lower(heading)}", required=False
            )

    @property
    def rows(self) -> list[tuple[str, str, RequiredAction | None, BoundField, BoundField]]:
        """Each key with its heading, its required action, and the two fields."""
        return [
            (key, heading, action, self[f"text-{key}"], self[f"document-{key}"])
            for key, heading, action in self.headings
        ]

    def writing(self) -> Writing:
        """Everything that was typed, complete or not."""
        return Writing(texts={key: self.typed(f"text-{key}") for key, _, _ in self.headings})

    def documents(self) -> list[Attached]:
        """The documents that were chosen and can be read. Call it on a form that was posted."""
        if not self.is_bound:
            return []
        found = ((key, getattr(self, "cleaned_data", {}).get(f"document-{key}")) for key, _, _ in self.headings)
        return [(key, document) for key, document in found if document]


def initial_of(texts: dict[str, str]) -> dict[str, str]:
    return {f"text-{key}": text for key, text in texts.items()}


class RecordForm(StatementForm):
    """What came another way, with the day on which it came and who sent it."""

    received_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="When did it arrive?",
        error_messages={"required": "Enter the day on which it arrived, like 27 11 2026."},
    )
    on_behalf_of = forms.CharField(
        label="Who sent it?",
        help_text="The name and the post, for example Clara Example, clerk to the governing body.",
        max_length=LONGEST_LINE,
        error_messages={"required": "Enter who sent it."},
    )


class AnswerForm(forms.Form):
    """How representations were taken into account."""

    outcome = forms.ChoiceField(
        label="How were the representations taken into account?",
        choices=RepresentationAnswer.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how you took the representations into account."},
    )
    reasons = area(
        "Your reasons",
        "The headteacher, the chair of governors and the clerk will read them.",
        rows=6,
        longest=LONGEST,
        missing="Give your reasons. The school will read them.",
    )


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
