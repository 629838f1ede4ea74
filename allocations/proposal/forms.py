"""The form of the partner's proposal."""

from typing import Any

from django import forms

from sil.framework.schema import plain

from ..draft.actions import Writing
from ..grid.forms import GridForm, band_choices, band_field, reasons_field


class ProposalForm(GridForm):
    """The whole grid, the band and the reasons. With `complete` all of it is required."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["band"] = band_field(
            "Which band do you propose?",
            band_choices(self.framework.bands),
            required=self.complete,
            missing="Select the band you propose.",
        )
        self.fields["reasons"] = reasons_field(
            "Why is this band the best fit?",
            "The headteacher will read this first. It is also printed in the letter.",
            required=self.complete,
            missing="Give your reasons for the band.",
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
        """Return what was typed as a draft, valid or not."""
        return Writing(
            band=self.typed("band"),
            reasons=self.typed("reasons"),
            extra_days=tuple(self.ticked("extra_days")),
            marks=self.marks(),
        )
