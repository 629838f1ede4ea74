"""Forms of action plans for officers: record one that came on paper, and assess one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField

from sil.dates.sense import YEAR, Sense
from sil.uploads.fields import DocumentField
from sil.web.forms import LONGEST, LONGEST_NOTE, DateField, Typed, area

from ..models import Assessment, RequiredAction


class RecordForm(forms.Form):
    received_on = DateField(
        sense=Sense(past=YEAR, future=None),
        label="When did it arrive?",
        error_messages={"required": "Enter the day on which it arrived, like 27 11 2026."},
    )
    document = DocumentField(label="The plan", error_messages={"required": "Select the file of the plan."})
    note = area("How it arrived", "For example, handed in by the clerk.", rows=3, longest=LONGEST_NOTE)


class AssessForm(Typed):
    """For each required action whether the plan is enough, and why not; then the whole."""

    def __init__(self, *args: Any, actions: Sequence[RequiredAction], corrects: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = actions
        self.heading = "Correct the assessment of the action plan" if corrects else "Assess the action plan"
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
        if corrects:
            self.fields["correction"] = area(
                "Why is the assessment corrected?",
                "The governing body will read it.",
                rows=3,
                longest=LONGEST_NOTE,
                missing="Enter why the assessment is corrected.",
            )

    @property
    def fields_of(self) -> dict[int, tuple[BoundField, BoundField]]:
        return {a.pk: (self[f"enough-{a.pk}"], self[f"reason-{a.pk}"]) for a in self.actions}

    def findings(self) -> dict[str, dict[str, Any]]:
        return {
            str(a.pk): {
                "enough": self.cleaned_data[f"enough-{a.pk}"] == "yes",
                "reason": self.typed(f"reason-{a.pk}").strip(),
            }
            for a in self.actions
        }


def initial_of(before: Assessment | None) -> dict[str, str]:
    """Return what the form holds at first: the assessment that is corrected, where there is one."""
    if before is None:
        return {}
    found = {"reasons": before.reasons}
    for key, said in before.findings.items():
        found[f"enough-{key}"], found[f"reason-{key}"] = "yes" if said["enough"] else "no", said["reason"]
    return found
