"""What does a School Improvement Partner fill in, and what is wrong with it?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from sil.framework.schema import Criterion, Framework, plain

from .actions import Case, Marking
from .models import LONG_TEXT, Draft, Proposal
from .states import WORDS, State

NOT_APPLICABLE = "none"
SHORT_TEXT = 1000


@dataclass(frozen=True)
class Option:
    """One choice of a criterion: the bands that read so, and the reading."""

    value: str
    id: str
    heading: str
    text: str
    checked: bool


@dataclass(frozen=True)
class Row:
    """One criterion as the form shows it."""

    criterion: Criterion
    mark: forms.BoundField
    reason: forms.BoundField
    evidence: forms.BoundField
    options: list[Option]

    @property
    def is_noted(self) -> bool:
        """Whether there is a reason or evidence, so that their boxes stand open."""
        return bool(self.reason.value() or self.evidence.value() or self.reason.errors or self.evidence.errors)


class ProposalForm(forms.Form):
    """The grid, the band and the reasons. `complete` asks for all of it; a draft may have gaps."""

    def __init__(self, *args: Any, framework: Framework, complete: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework
        self.complete = complete
        for criterion in framework.criteria:
            self._add_row(criterion)
        self.fields["band"] = forms.ChoiceField(
            label="Which band do you propose?",
            choices=[(b.id, f"{b.name}: {plain(b.headline_days)} days") for b in framework.bands],
            widget=forms.RadioSelect,
            required=complete,
            error_messages={"required": "Choose the band you propose."},
        )
        self.fields["reasons"] = forms.CharField(
            label="Why is this band the best fit?",
            help_text="The headteacher reads this first, and it is printed in the letter.",
            max_length=LONG_TEXT,
            widget=forms.Textarea(attrs={"rows": 8}),
            required=complete,
            error_messages={
                "required": "Give your reasons for the band.",
                "max_length": f"The reasons must be {LONG_TEXT} characters or fewer.",
            },
        )
        if framework.extra_days:
            self.fields["extra_days"] = forms.MultipleChoiceField(
                label="Days beyond the band",
                help_text="Tick what you know to be so; it is never worked out from other data.",
                choices=[(e.id, f"{e.condition}: {plain(e.days)} more days") for e in framework.extra_days],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def rows(self) -> Iterator[Row]:
        """The criteria, in the framework's order."""
        for criterion in self.framework.criteria:
            mark = self[_name("mark", criterion)]
            chosen = str(mark.value() if mark.value() is not None else "")
            headings = [(str(i), _heading(self.framework, r.bands), r.text) for i, r in enumerate(criterion.readings)]
            headings.append((NOT_APPLICABLE, "Does not apply", ""))
            options = [
                Option(value, f"{mark.auto_id}_{i}", heading, text, value == chosen)
                for i, (value, heading, text) in enumerate(headings)
            ]
            yield Row(criterion, mark, self[_name("reason", criterion)], self[_name("evidence", criterion)], options)

    def draft(self) -> dict[str, Any]:
        """What was typed, in the shape that a draft keeps."""
        data = self.cleaned_data
        return {
            "band": data.get("band", ""),
            "reasons": data.get("reasons", ""),
            "extra_days": data.get("extra_days", []),
            "marks": {
                criterion.id: {
                    "reading": data.get(_name("mark", criterion), ""),
                    "reason": data.get(_name("reason", criterion), ""),
                    "evidence": data.get(_name("evidence", criterion), ""),
                }
                for criterion in self.framework.criteria
            },
        }

    def _add_row(self, criterion: Criterion) -> None:
        readings = [(str(i), reading.text) for i, reading in enumerate(criterion.readings)]
        self.fields[_name("mark", criterion)] = forms.ChoiceField(
            label=criterion.name,
            choices=[*readings, (NOT_APPLICABLE, "Does not apply")],
            widget=forms.RadioSelect,
            required=self.complete,
            error_messages={"required": f"{criterion.name}: choose what fits best, or that it does not apply."},
        )
        for what, label in (("reason", "Reason"), ("evidence", "Evidence")):
            self.fields[_name(what, criterion)] = forms.CharField(
                label=label,
                required=False,
                max_length=SHORT_TEXT,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={
                    "max_length": f"{criterion.name}: the {what} must be {SHORT_TEXT} characters or fewer."
                },
            )


def initial_of(framework: Framework, source: Draft | Proposal | None) -> dict[str, Any]:
    """What the form begins with: a draft as it was saved, or the proposal that is to be revised."""
    if source is None:
        return {}
    marks = source.marks if isinstance(source, Draft) else _marks_of(framework, source)
    initial: dict[str, Any] = {"band": source.band, "reasons": source.reasons, "extra_days": source.extra_days}
    for criterion in framework.criteria:
        mark = marks.get(criterion.id, {})
        initial[_name("mark", criterion)] = mark.get("reading", "")
        initial[_name("reason", criterion)] = mark.get("reason", "")
        initial[_name("evidence", criterion)] = mark.get("evidence", "")
    return initial


def case_of(framework: Framework, draft: Draft) -> Case:
    """The case that a draft makes; criteria without a mark are left out."""
    marked = ((c, draft.marks.get(c.id, {})) for c in framework.criteria)
    return Case(
        band=draft.band,
        reasons=draft.reasons,
        extra_days=draft.extra_days,
        marks={c.id: _marking(c, mark) for c, mark in marked if mark.get("reading")},
    )


class RoundFilter(forms.Form):
    """Which allocations of a round to show."""

    search = forms.CharField(label="School or URN", required=False)
    status = forms.ChoiceField(label="State", required=False)
    band = forms.ChoiceField(label="Band", required=False)
    sip = forms.ChoiceField(label="Partner", required=False)
    phase = forms.ChoiceField(label="Phase", required=False)

    def __init__(
        self,
        *args: Any,
        framework: Framework,
        partners: Mapping[str, str],
        phases: list[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        every = ("", "All")
        self._choose("status", [every, *((str(s), WORDS[s].officer) for s in State)])
        self._choose("band", [every, *((b.id, b.name) for b in framework.bands)])
        self._choose("sip", [every, ("none", "Nobody"), *partners.items()])
        self._choose("phase", [every, *((phase, phase) for phase in phases)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def _marking(criterion: Criterion, mark: Mapping[str, str]) -> Marking:
    reading = mark["reading"]
    bands = () if reading == NOT_APPLICABLE else criterion.readings[int(reading)].bands
    return Marking(bands, mark.get("reason", ""), mark.get("evidence", ""))


def _marks_of(framework: Framework, proposal: Proposal) -> dict[str, dict[str, str]]:
    marks = {mark.criterion: mark for mark in proposal.marks.all()}
    found = {}
    for criterion in framework.criteria:
        mark = marks[criterion.id]
        places = [str(i) for i, r in enumerate(criterion.readings) if set(r.bands) == set(mark.bands)]
        found[criterion.id] = {
            "reading": places[0] if places else NOT_APPLICABLE,
            "reason": mark.reason,
            "evidence": mark.evidence,
        }
    return found


def _heading(framework: Framework, bands: tuple[str, ...]) -> str:
    """ "Band A", "Band A or Band B"."""
    return " or ".join(framework.band(band).name for band in bands)


def _name(what: str, criterion: Criterion) -> str:
    return f"{what}-{criterion.id}"
