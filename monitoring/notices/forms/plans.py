"""What is filled in of an action plan: by the governing body, by who records one on paper, by who assesses it?"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from monitoring.visits.forms_reports import area
from monitoring.visits.policies_reports import LONGEST, LONGEST_LINE, LONGEST_NOTE
from sil.uploads.fields import DocumentField
from sil.web.forms import DateField, Typed

from ..actions.plans import Writing
from ..models import RequiredAction

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
            self.fields[f"by-{key}"] = DateField(label="By when?", required=False)
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
        by_when = [self.typed(f"by-{key}_{part}") for part in ("day", "month", "year")]
        said: dict[str, Any] = {what: self.typed(f"{part}-{key}") for part, what in _PARTS.items() if part != "by"}
        return said | {"by_when": by_when if any(by_when) else []}


def initial_of(content: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"note": content["note"]}
    for key, said in content["entries"].items():
        found |= {f"{part}-{key}": said.get(what, "") for part, what in _PARTS.items() if part != "by"}
        found[f"by-{key}"] = tuple(said.get("by_when") or ()) or None
    return found


class RecordForm(forms.Form):
    received_on = DateField(
        label="When did it arrive?", error_messages={"required": "Enter the day on which it arrived, like 27 11 2026."}
    )
    document = DocumentField(label="The plan", error_messages={"required": "Choose the file of the plan."})
    note = area("How it arrived", "For example, handed in by the clerk.", rows=3, longest=LONGEST_NOTE)


class AssessForm(Typed):
    """For each required action whether the plan is enough, and why not; then the whole."""

    def __init__(self, *args: Any, actions: Sequence[RequiredAction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = actions
        for number, action in enumerate(actions, start=1):
            self.fields[f"enough-{action.pk}"] = forms.ChoiceField(
                label="Is the plan enough for this?",
                choices=[("yes", "Yes"), ("no", "No")],
                widget=forms.RadioSelect,
                error_messages={"required": f"Say whether the plan is enough for required action {number}."},
            )
            self.fields[f"reason-{action.pk}"] = area(
                "Why, or what is missing?", "Needed if the plan is not enough. The governing body will read it.",
                rows=3, longest=LONGEST_NOTE,
            )  # fmt: skip
        self.fields["reasons"] = area(
            "On the whole plan", "Optional. The governing body will read it.", rows=4, longest=LONGEST
        )

    @property
    def fields_of(self) -> dict[int, tuple[BoundField, BoundField]]:
        return {a.pk: (self[f"enough-{a.pk}"], self[f"reason-{a.pk}"]) for a in self.actions}

    def findings(self) -> dict[str, dict[str, Any]]:
        return {
            str(a.pk): {"enough": self.cleaned_data[f"enough-{a.pk}"] == "yes", "reason": self.typed(f"reason-{a.pk}")}
            for a in self.actions
        }
