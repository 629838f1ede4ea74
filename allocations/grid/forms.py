"""The form of the grid: for each criterion a reading, a reason and evidence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from sil.framework.schema import Band, Criterion, Framework
from sil.web.errors import Sentence
from sil.web.forms import PrintedField, Typed

from ..models import LONG_TEXT, SHORT_TEXT, Draft, Position
from ..position.actions import Marking, PositionInput
from ..position.queries import state_of

NOT_APPLICABLE = "none"
# The controls of a criterion, with what they hold in a draft: `carried` is the reading that was taken over from the
# year before and is still to be confirmed.
_KEYS = {"mark": "reading", "reason": "reason", "evidence": "evidence", "carried": "carried"}
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
    bands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One criterion as the form shows it."""

    criterion: Criterion
    mark: forms.BoundField
    reason: forms.BoundField
    evidence: forms.BoundField
    options: list[Option]
    # A mark that was carried from the year before, and what confirms it, where there is one.
    carried: forms.BoundField | None = None
    confirm: forms.BoundField | None = None

    @property
    def is_refused(self) -> bool:
        """Whether a reason or evidence cannot be sent as it is."""
        return bool(self.reason.errors or self.evidence.errors)

    @property
    def is_noted(self) -> bool:
        """Whether there is a reason or evidence, so that their boxes stand open."""
        return bool(self.reason.value() or self.evidence.value() or self.is_refused)


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
            mark = self[name_of("mark", criterion)]
            picked = str(mark.value() if mark.value() is not None else "")
            choices = [(str(i), reading.bands, reading.text) for i, reading in enumerate(criterion.readings)]
            choices.append((NOT_APPLICABLE, (), ""))
            options = [
                Option(value, f"{mark.auto_id}_{i}", self.framework.names(bands), text, value == picked, bands)
                for i, (value, bands, text) in enumerate(choices)
            ]
            yield Row(
                criterion, mark, self[name_of("reason", criterion)], self[name_of("evidence", criterion)], options
            )

    def marks(self) -> dict[str, dict[str, str]]:
        """Return what was typed, by criterion, in the shape of a draft."""
        return {
            criterion.id: {
                key: self.typed(name_of(what, criterion)) for what, key in _KEYS.items() if what != "carried"
            }
            for criterion in self.criteria
        }

    def _add_row(self, criterion: Criterion) -> None:
        readings = [(str(i), reading.text) for i, reading in enumerate(criterion.readings)]
        self.fields[name_of("mark", criterion)] = forms.ChoiceField(
            label=criterion.name,
            choices=[*readings, (NOT_APPLICABLE, self.framework.names(()))],
            widget=forms.RadioSelect,
            required=self.complete,
            error_messages={"required": f"{criterion.name}: select the band that fits best, or “does not apply”."},
        )
        for what, label in (("reason", "Reason"), ("evidence", "Evidence")):
            self.fields[name_of(what, criterion)] = forms.CharField(
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
        widget=forms.Textarea(attrs={"rows": 5}),
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
        name_of(what, criterion): marks.get(criterion.id, {}).get(key, "")
        for criterion in framework.criteria
        for what, key in _KEYS.items()
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
        found[mark.criterion] = {
            "reading": (reading_for(criterion, mark.bands) if criterion else "") or NOT_APPLICABLE,
            "reason": mark.reason,
            "evidence": mark.evidence,
        }
    return found


def input_of(framework: Framework, draft: Draft) -> PositionInput:
    """Return a draft as the input of an action. What is not marked is left out, and so is what was chosen and is not
    offered, and what was carried from the year before and is not confirmed."""
    marks = {}
    for criterion in framework.criteria:
        mark = draft.marks.get(criterion.id, {})
        bands = bands_of(criterion, mark.get("reading", ""))
        if bands is not None and not mark.get("carried"):
            marks[criterion.id] = Marking(bands, mark.get("reason", ""), mark.get("evidence", ""))
    offered = {band.id for band in framework.bands}
    return PositionInput(
        band=draft.band if draft.band in offered else "",
        reasons=draft.reasons.strip(),
        extra_days=draft.extra_days,
        read=state_of(draft),
        marks=marks,
    )


def reading_for(criterion: Criterion, bands: Sequence[str]) -> str:
    """Return the reading that fits exactly some bands, as a draft names it; blank where there is none."""
    places = (str(place) for place, each in enumerate(criterion.readings) if set(each.bands) == set(bands))
    return next(places, "") if bands else NOT_APPLICABLE


def bands_of(criterion: Criterion, reading: str) -> tuple[str, ...] | None:
    """Return the bands that a reading fits, as a draft names it; () where the criterion does not apply, None where
    there is no such reading."""
    if reading == NOT_APPLICABLE:
        return ()
    return {str(place): each.bands for place, each in enumerate(criterion.readings)}.get(reading)


def name_of(what: str, criterion: Criterion) -> str:
    """Return the name of a control of a criterion: mark, reason, evidence, carried or confirm."""
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
    return [(band.id, f"{band.name}: {band.days_words}") for band in bands]
