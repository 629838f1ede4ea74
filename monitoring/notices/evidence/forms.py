"""Forms of evidence: add some to a case, and pick some from the school's record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from sil.dates.sense import NOW, YEAR, Sense
from sil.uploads.fields import DocumentField
from sil.web.forms import DateField

from ..models import CaseEvidence
from .queries import KINDS, Item, Taken

TEXT = 4000
LONG = 10_000
# What is ticked is named after this and the kind of thing it bears on: "concern-3f2a...".
BEARS_ON = {
    CaseEvidence.BearsOn.CONCERN: "The concern",
    CaseEvidence.BearsOn.INABILITY: "Reluctance or inability to act in time",
    CaseEvidence.BearsOn.IMPROVEMENT: "Improvement",
}


class EvidenceForm(forms.Form):
    """One thing by hand, with a document where there is one."""

    bears_on = forms.ChoiceField(
        label="What is it evidence of?",
        choices=CaseEvidence.BearsOn.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it is evidence of."},
    )
    text = forms.CharField(
        label="What does it show?",
        help_text="Write it as it could appear in a notice, with dates and figures. Do not name pupils.",
        max_length=TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Say what the evidence shows.",
            "max_length": f"The text must be {TEXT} characters or fewer.",
        },
    )
    source = forms.CharField(
        label="Where does it come from?",
        help_text="For example, Ofsted, graded inspection; or minutes of the governing body",
        max_length=CaseEvidence._meta.get_field("source").max_length,
        error_messages={"required": "Enter where the evidence comes from."},
    )
    dated = DateField(
        sense=Sense(past=10 * YEAR, future=NOW),
        label="What date is the evidence from?",
        help_text="Leave this blank if it has no date.",
        required=False,
    )
    document = DocumentField(label="File (optional)", required=False)

    @property
    def taken(self) -> Taken:
        """What was filled in, once the form is valid."""
        names = ("bears_on", "text", "source", "dated")
        return Taken(**{name: self.cleaned_data[name] for name in names})


class RecordFilter(forms.Form):
    """Filter of the things on record."""

    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=[("", "Everything"), *((slug, label) for slug, (label, _) in KINDS.items())],
    )
    search = forms.CharField(label="Containing these words", required=False, max_length=100)

    def fits(self, item: Item) -> bool:
        """Return whether an item is of the kind and has all the words that were asked for."""
        self.is_valid()
        kind, search = self.cleaned_data.get("kind"), self.cleaned_data.get("search") or ""
        said = f"{item.text} {item.source}".casefold()
        return kind in ("", None, item.kind) and all(word in said for word in search.casefold().split())


@dataclass(frozen=True)
class Choice:
    """A thing on record with what it can be ticked for: (name of the box, label, ticked, on the case already)."""

    item: Item
    boxes: tuple[tuple[str, str, bool, bool], ...]

    @property
    def ticked(self) -> list[str]:
        return [name for name, _, ticked, there in self.boxes if ticked and not there]


def choices_of(items: Iterable[Item], there: Iterable[CaseEvidence], posted: Mapping[str, Any]) -> list[Choice]:
    """Return what can be ticked: each thing once for what it bears on, unless it is on the case as that already."""
    taken = {(each.text, each.source, each.dated, each.bears_on) for each in there}
    return [
        Choice(
            item,
            tuple(
                (name := f"{bears_on}-{item.key}", label, name in posted, (*_said(item), bears_on) in taken)
                for bears_on, label in BEARS_ON.items()
            ),
        )
        for item in items
    ]


def picked(choices: Sequence[Choice]) -> Iterator[Taken]:
    """Yield what was ticked."""
    for choice in choices:
        for bears_on, (_, _, ticked, there) in zip(BEARS_ON, choice.boxes, strict=True):
            if ticked and not there:
                yield choice.item.taken(bears_on)


def _said(item: Item) -> tuple[str, str, date | None]:
    return (item.text, item.source, item.dated)
