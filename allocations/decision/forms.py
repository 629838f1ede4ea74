"""The form of whoever decides on a disagreement."""

from collections.abc import Sequence
from typing import Any

from ..draft.actions import Writing
from ..grid.forms import GridForm, band_choices, band_field, reasons_field


class DecisionForm(GridForm):
    """The band and reasons of a decision; the criteria in dispute may be marked as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in self.criteria:
            self.fields[f"mark-{criterion.id}"].required = False
        self.fields["band"] = band_field(
            "Which band do you decide on?",
            band_choices(self.framework.bands),
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
        """Return what was typed as a draft; the extra days stay as they were proposed."""
        return Writing(
            band=self.typed("band"),
            reasons=self.typed("reasons"),
            extra_days=tuple(extra_days),
            marks={criterion: mark for criterion, mark in self.marks().items() if any(mark.values())},
        )
