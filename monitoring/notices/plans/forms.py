"""Form of an action plan, for the governing body."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from sil.dates.sense import NOW, YEAR, Sense
from sil.uploads.fields import DocumentField
from sil.web.forms import LONGEST, LONGEST_LINE, LONGEST_NOTE, DateField, Typed, area

from ..models import RequiredAction
from .actions import Writing

# Name of a field -> what of an entry it holds.
_PARTS = {"do": "text", "who": "who", "by": "by_when", "known": "known"}


class PlanForm(Typed):
    """What will be done about each required action. Nothing is required to save it."""

    document = DocumentField(label="Or attach your plan as a document", required=False)

    def __init__(self, *args: Any, actions: Sequence[RequiredAction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = actions
        for action in actions:
            key = action.pk
            self.fields[f"do-{key}"] = area("What will be done?", rows=4, longest=LONGEST_NOTE)
            self.fields[f"who-{key}"] = forms.CharField(label="Who does it?", required=False, max_length=LONGEST_LINE)
            self.fields[f"by-{key}"] = DateField(
                sense=Sense(past=NOW, future=2 * YEAR), label="By when?", required=False
            )
            self.fields[f"known-{key}"] = area("How will you show that it has been done?", rows=3, longest=LONGEST_NOTE)
        self.fields["note"] = area("Anything else", "Optional.", rows=4, longest=LONGEST)

    @property
    def rows(self) -> list[tuple[RequiredAction, list[BoundField]]]:
        return [(action, [self[f"{part}-{action.pk}"] for part in _PARTS]) for action in self.actions]

    def writing(self) -> Writing:
        """Everything that was typed, complete or not."""
        return Writing(
            entries={str(action.pk): self._entry(action.pk) for action in self.actions}, note=self.typed("note")
        )

    def _entry(self, key: int) -> dict[str, Any]:
        said: dict[str, Any] = {what: self.typed(f"{part}-{key}") for part, what in _PARTS.items() if part != "by"}
        return said | {"by_when": self.typed_day(f"by-{key}")}


def initial_of(content: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"note": content["note"]}
    for key, said in content["entries"].items():
        found |= {f"{part}-{key}": said.get(what, "") for part, what in _PARTS.items() if part != "by"}
        found[f"by-{key}"] = tuple(said.get("by_when") or ()) or None
    return found


class WithdrawForm(forms.Form):
    """Why a governing body withdraws its plan."""

    reason = area(
        "Why do you withdraw it?",
        "The officers who handle the case can read it.",
        rows=3,
        longest=LONGEST_NOTE,
        missing="Enter why you withdraw it.",
    )
