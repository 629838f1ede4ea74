"""The form of the partner's proposal."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms

from sil.framework.schema import Criterion, plain

from ..draft.actions import Writing
from ..grid.forms import GridForm, Row, band_choices, band_field, bands_of, name_of, reasons_field
from ..grid.queries import Tally, tally


class ProposalForm(GridForm):
    """The whole grid, the band and the reasons. With `complete` all of it is required, and every mark that was carried
    from the year before has to be confirmed or changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in self.criteria:
            self.fields[name_of("carried", criterion)] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.fields[name_of("confirm", criterion)] = forms.BooleanField(required=False, label="Still as before")
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

    def clean(self) -> dict[str, Any]:
        for criterion in self.criteria if self.complete else ():
            if self._carried(criterion):
                sentence = f"{criterion.name}: confirm the mark of the year before, or select another."
                self.add_error(name_of("confirm", criterion), sentence)
        return super().clean() or {}

    def rows(self) -> Iterator[Row]:
        """The criteria, with what is still to be confirmed."""
        for row in super().rows():
            if self._carried(row.criterion):
                carried, confirm = (self[name_of(what, row.criterion)] for what in ("carried", "confirm"))
                yield replace(row, carried=carried, confirm=confirm)
            else:
                yield row

    def marks(self) -> dict[str, dict[str, str]]:
        """Return what was typed, by criterion, in the shape of a draft."""
        found = super().marks()
        for criterion in self.criteria:
            if carried := self._carried(criterion):
                found[criterion.id]["carried"] = carried
        return found

    def tally(self) -> tuple[Tally, ...]:
        """Return how the marks add up that are made or confirmed."""
        made = (bands_of(each, self._value("mark", each)) for each in self.criteria if not self._carried(each))
        return tally(self.framework, [bands for bands in made if bands])

    def to_mark(self) -> int:
        """Return the number of criteria without a mark."""
        return sum(not self._value("mark", criterion) for criterion in self.criteria)

    def to_confirm(self) -> int:
        """Return the number of marks that are carried from the year before."""
        return sum(bool(self._carried(criterion)) for criterion in self.criteria)

    def writing(self) -> Writing:
        """Return what was typed as a draft, valid or not."""
        return Writing(
            band=self.typed("band"),
            reasons=self.typed("reasons"),
            extra_days=tuple(self.ticked("extra_days")),
            marks=self.marks(),
        )

    def _carried(self, criterion: Criterion) -> str:
        """The reading that was carried and is neither confirmed nor changed, or blank."""
        carried = self._value("carried", criterion)
        confirmed = self._value("confirm", criterion)
        return carried if carried == self._value("mark", criterion) and not confirmed else ""

    def _value(self, what: str, criterion: Criterion) -> str:
        name = name_of(what, criterion)
        return self.typed(name) if self.is_bound else str(self.initial.get(name, ""))
