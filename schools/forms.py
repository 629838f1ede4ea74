"""How is a school looked for?"""

from typing import Any

from django import forms

from .establishments import Sector


class SchoolFilter(forms.Form):
    search = forms.CharField(label="Name, URN or postcode", required=False)
    phase = forms.ChoiceField(label="Phase", required=False)
    sector = forms.ChoiceField(
        label="Maintained or academy",
        required=False,
        choices=[("", "All"), (Sector.MAINTAINED.value, "Maintained"), (Sector.ACADEMY.value, "Academy")],
    )
    closed = forms.BooleanField(label="Show closed schools too", required=False)

    def __init__(self, *args: Any, phases: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["phase"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All"), *((phase, phase) for phase in phases)]
