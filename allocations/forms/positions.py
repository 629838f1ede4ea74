"""What does each side fill in: the partner's proposal, the school's view step by step, a decision?"""

from collections.abc import Sequence
from typing import Any

from django import forms

from sil.framework.schema import Band, Criterion, Framework, plain

from ..actions.drafts import Writing
from ..models import Draft, Position
from .grid import GridForm, band_field, initial_marks, marks_of, reasons_field


class ProposalForm(GridForm):
    """The whole grid, the band and the reasons. `complete` asks for all of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["band"] = band_field(
            "Which band do you propose?",
            _bands(self.framework.bands),
            required=self.complete,
            missing="Select the band you propose.",
        )
        self.fields["reasons"] = reasons_field(
            "Why is this band the best fit?",
            "The headteacher will read this first. It is also printed in the letter.",
            required=self.complete,
            missing="Enter your reasons for the band.",
        )
        if self.framework.extra_days:
            self.fields["extra_days"] = forms.MultipleChoiceField(
                label="Extra days",
                help_text="Select all that you know to be true. The service does not work this out from other data.",
                choices=[(e.id, f"{e.condition}: {plain(e.days)} extra days") for e in self.framework.extra_days],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def writing(self) -> Writing:
        data = self.cleaned_data
        return Writing(
            band=data.get("band", ""),
            reasons=data.get("reasons", ""),
            extra_days=tuple(data.get("extra_days", ())),
            marks=self.marks(),
        )


class DecisionForm(GridForm):
    """A decider's band and reasons; the rows in dispute may be marked as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in self.criteria:
            self.fields[f"mark-{criterion.id}"].required = False
        self.fields["band"] = band_field(
            "Which band do you decide on?",
            _bands(self.framework.bands),
            required=self.complete,
            missing="Select a band.",
        )
        self.fields["reasons"] = reasons_field(
            "What are your reasons?",
            f"The school and its {self.framework.title('sip')} will read this. It is also printed in the letter.",
            required=self.complete,
            missing="Enter your reasons for the band.",
        )

    def writing(self, extra_days: Sequence[str]) -> Writing:
        """What was typed; the days beyond the band stay as they were proposed."""
        data = self.cleaned_data
        return Writing(
            band=data.get("band", ""),
            reasons=data.get("reasons", ""),
            extra_days=tuple(extra_days),
            marks={criterion: mark for criterion, mark in self.marks().items() if any(mark.values())},
        )


class BandStep(forms.Form):
    """First step of a school that does not agree: which band it sees."""

    def __init__(self, *args: Any, framework: Framework, proposed: str = "", complete: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["band"] = band_field(
            "Which band do you think is right for your school?",
            _bands([band for band in framework.bands if band.id != proposed]),
            required=complete,
            missing="Select the band you think is right.",
        )


class ReasonsStep(forms.Form):
    """Second step: why."""

    def __init__(self, *args: Any, complete: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reasons"] = reasons_field(
            "Why do you think so?",
            "The person who decides reads this with the reasons for the proposal. Three or four sentences are enough.",
            required=complete,
            missing="Enter why you think another band is right.",
        )


class CriteriaStep(forms.Form):
    """Third step: which rows the school sees otherwise."""

    def __init__(self, *args: Any, framework: Framework, complete: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criteria"] = forms.MultipleChoiceField(
            label="Which criteria would you judge differently?",
            help_text="Select those that matter for your case. You can leave this blank.",
            choices=[(criterion.id, criterion.name) for criterion in framework.criteria],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class ReferForm(forms.Form):
    """Why a school remains concerned about a decision, and which band it sees."""

    def __init__(self, *args: Any, framework: Framework, complete: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["band"] = band_field(
            "Which band do you think is right for your school?",
            _bands(framework.bands),
            required=complete,
            missing="Select the band you think is right.",
        )
        self.fields["reasons"] = reasons_field(
            "Why are you still concerned?",
            "We send your earlier reasons and marks too. You do not need to repeat them.",
            required=complete,
            missing="Enter why you are still concerned.",
        )


def initial_of(framework: Framework, source: Draft | Position | None) -> dict[str, Any]:
    """What a form begins with: a draft as it was saved, or the position that is to be replaced."""
    marks = marks_of(framework, source)
    initial: dict[str, Any] = {**initial_marks(framework, marks), "criteria": list(marks)}
    if source is not None:
        initial |= {"band": source.band, "reasons": source.reasons, "extra_days": source.extra_days}
    return initial


def chosen(framework: Framework, ids: Sequence[str]) -> list[Criterion]:
    """Criteria by id, in the framework's order."""
    return [criterion for criterion in framework.criteria if criterion.id in ids]


def _bands(bands: Sequence[Band]) -> list[tuple[str, str]]:
    return [(band.id, f"{band.name}: {plain(band.headline_days)} days") for band in bands]
