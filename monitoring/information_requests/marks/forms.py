"""The form by which it is decided what of an item is disclosed."""

from collections.abc import Sequence
from typing import Any

from django import forms

from sil.web.forms import area

from ..law import exemptions
from ..models import Item
from ..states import Decision
from .actions import EXEMPTED, Decided
from .passages import occurs


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (Decision.DISCLOSED, "Disclose all of it"),
            (Decision.PART, "Disclose it with passages blacked out"),
            (Decision.WITHHELD, "Withhold all of it"),
            (Decision.NOT_ABOUT, "It is not what was asked, for example somebody of the same name"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you decide."},
    )
    names = forms.MultipleChoiceField(
        label="Names of others in it",
        help_text="Tick those to black out.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    passages = area(
        "Other passages to black out",
        "One on each line, as it stands in the text. Every place where it stands is blacked out.",
        rows=5,
    )
    exemption = forms.ChoiceField(
        label="By which exemption?", help_text="For what is withheld or blacked out.", required=False
    )
    note = area("Why, for the schedule", "The person who asked reads this. Do not repeat what is withheld.", rows=3)

    def __init__(self, *args: Any, item: Item, names: Sequence[str], **kwargs: Any) -> None:
        ticked = [name for name in names if name in item.passages]
        initial = {
            "decision": item.decision,
            "exemption": item.exemption,
            "note": item.note,
            "names": ticked,
            "passages": "\n".join(each for each in item.passages if each not in ticked),
        }
        super().__init__(*args, **kwargs | {"initial": initial})
        self.item = item
        exemption, offered = self.fields["exemption"], self.fields["names"]
        assert isinstance(exemption, forms.ChoiceField) and isinstance(offered, forms.MultipleChoiceField)
        exemption.choices = [("", "None"), *exemptions(item.request.kind, refuses=False)]
        offered.choices = [(name, name) for name in names]
        if not names:
            del self.fields["names"]

    def clean_passages(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["passages"].splitlines() if line.strip()]
        for line in lines:
            if not occurs(line, self.item.words):
                raise forms.ValidationError(f"“{line}” does not stand in the text. Copy it as it is there.")
        return list(dict.fromkeys(lines))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        decision, marked = said.get("decision"), [*said.get("names", []), *said.get("passages", [])]
        if decision in EXEMPTED and not said.get("exemption"):
            self.add_error("exemption", "Select the exemption by which it is withheld.")
        if decision == Decision.PART and not marked and "passages" not in self.errors:
            self.add_error("passages", "Enter the passages to black out, one on each line.")
        if decision and decision != Decision.PART and marked:
            self.add_error("decision", "You marked passages. Select that it is disclosed with passages blacked out.")
        return said

    @property
    def decided(self) -> Decided:
        said = self.cleaned_data
        is_exempted = said["decision"] in EXEMPTED
        return Decided(
            decision=said["decision"],
            exemption=said["exemption"] if is_exempted else "",
            note=said["note"],
            passages=[*said.get("names", []), *said["passages"]],
        )
