"""The form of the grid: for each criterion a reading, a reason and evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from sil.framework.schema import Band, Criterion, Framework, plain
from sil.web.errors import Sentence
from sil.web.forms import PrintedField, Typed

from ..models import LONG_TEXT, SHORT_TEXT, Draft, Position
from ..position.actions import Marking, PositionInput
from ..position.queries import state_of

NOT_APPLICABLE = "none"
_TOO_LONG = "must be %(limit_value)d characters or fewer. You have used %(show_value)d."
Marks = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Option:
    """One choice of a criterion: the bands with this reading, and the reading."""

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


class GridForm(Typed):
    """Criteria to mark. With `complete` each needs a mark; otherwise there may be gaps."""

    def __init__(
        self,
        *args: Any,
        framework: Framework,
        criteria: Sequence[Criterion] | None = None,
        complete: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.framework = framework
        self.criteria = framework.criteria if criteria is None else criteria
        self.complete = complete
        for criterion in self.criteria:
            self._add_row(criterion)

    def rows(self) -> Iterator[Row]:
        """The criteria, in the framework's order."""
        for criterion in self.criteria:
            mark = self[_name("mark", criterion)]
            picked = str(mark.value() if mark.value() is not None else "")
            headings = [(str(i), self.framework.names(r.bands), r.text) for i, r in enumerate(criterion.readings)]
            headings.append((NOT_APPLICABLE, self.framework.names(()), ""))
            options = [
                Option(value, f"{mark.auto_id}_{i}", heading, text, value == picked)
                for i, (value, heading, text) in enumerate(headings)
            ]
            yield Row(criterion, mark, self[_name("reason", criterion)], self[_name("evidence", criterion)], options)

    def marks(self) -> dict[str, dict[str, str]]:
        """Return what was typed, by criterion, in the shape of a draft."""
        return {
            criterion.id: {
                "reading": self.typed(_name("mark", criterion)),
                "reason": self.typed(_name("reason", criterion)),
                "evidence": self.typed(_name("evidence", criterion)),
            }
            for criterion in self.criteria
        }

    def _add_row(self, criterion: Criterion) -> None:
        readings = [(str(i), reading.text) for i, reading in enumerate(criterion.readings)]
        self.fields[_name("mark", criterion)] = forms.ChoiceField(
            label=criterion.name,
            choices=[*readings, (NOT_APPLICABLE, self.framework.names(()))],
            widget=forms.RadioSelect,
            required=self.complete,
            error_messages={"required": f"{criterion.name}: select the band that fits best, or “does not apply”."},
        )
        for what, label in (("reason", "Reason"), ("evidence", "Evidence")):
            self.fields[_name(what, criterion)] = forms.CharField(
                label=label,
                required=False,
                max_length=SHORT_TEXT,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"max_length": Sentence(f"{criterion.name}: the {what} {_TOO_LONG}")},
            )


def reasons_field(label: str, help_text: str, *, required: bool, missing: str) -> forms.CharField:
    """Return the field of the reasons, which the letter prints."""
    return PrintedField(
        label=label,
        help_text=help_text,
        max_length=LONG_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        required=required,
        error_messages={
            "required": missing,
            "max_length": Sentence(f"The reasons {_TOO_LONG}"),
        },
    )


def band_field(label: str, choices: list[tuple[str, str]], *, required: bool, missing: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        required=required,
        error_messages={"required": missing},
    )


def initial_marks(framework: Framework, marks: Marks) -> dict[str, str]:
    """Return the initial values of a grid from marks in the shape of a draft."""
    return {
        _name(what, criterion): marks.get(criterion.id, {}).get(key, "")
        for criterion in framework.criteria
        for what, key in (("mark", "reading"), ("reason", "reason"), ("evidence", "evidence"))
    }


def marks_of(framework: Framework, source: Draft | Position | None) -> Marks:
    """Return the marks of a draft or a position in the shape of a draft."""
    if source is None:
        return {}
    if isinstance(source, Draft):
        return source.marks
    found = {}
    for mark in source.marks.all():
        criterion = framework.criterion(mark.criterion)
        readings = criterion.readings if criterion else ()
        places = [str(i) for i, r in enumerate(readings) if set(r.bands) == set(mark.bands)]
        found[mark.criterion] = {
            "reading": places[0] if places else NOT_APPLICABLE,
            "reason": mark.reason,
            "evidence": mark.evidence,
        }
    return found


def input_of(framework: Framework, draft: Draft) -> PositionInput:
    """Return a draft as the input of an action. What is not marked is left out, and so is what was chosen and is not
    offered."""
    marks = {}
    for criterion in framework.criteria:
        mark = draft.marks.get(criterion.id, {})
        bands = bands_of(criterion, mark.get("reading", ""))
        if bands is not None:
            marks[criterion.id] = Marking(bands, mark.get("reason", ""), mark.get("evidence", ""))
    offered = {band.id for band in framework.bands}
    return PositionInput(
        band=draft.band if draft.band in offered else "",
        reasons=draft.reasons.strip(),
        extra_days=draft.extra_days,
        read=state_of(draft),
        marks=marks,
    )


def bands_of(criterion: Criterion, reading: str) -> tuple[str, ...] | None:
    """Return the bands that a reading fits, as a draft names it; () where the criterion does not apply, None where
    there is no such reading."""
    if reading == NOT_APPLICABLE:
        return ()
    return {str(place): each.bands for place, each in enumerate(criterion.readings)}.get(reading)


def _name(what: str, criterion: Criterion) -> str:
    return f"{what}-{criterion.id}"


def initial_of(framework: Framework, source: Draft | Position | None) -> dict[str, Any]:
    """Return the initial values of a form: those of the draft, or of the position that is to be replaced."""
    marks = marks_of(framework, source)
    initial: dict[str, Any] = {**initial_marks(framework, marks), "criteria": list(marks)}
    if source is not None:
        initial |= {"band": source.band, "reasons": source.reasons, "extra_days": source.extra_days}
    return initial


def criteria_of(framework: Framework, ids: Sequence[str]) -> list[Criterion]:
    """Return criteria by id, in the framework's order."""
    return [criterion for criterion in framework.criteria if criterion.id in ids]


def band_choices(bands: Sequence[Band]) -> list[tuple[str, str]]:
    return [(band.id, f"{band.name}: {plain(band.headline_days)} days") for band in bands]
