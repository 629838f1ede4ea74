"""Filters of the list of schools and of a school's timeline."""

from typing import Any

from django import forms

from sil.web.timeline import GROUPS

from .establishments import Sector
from .search.fields import SchoolField


class FindForm(forms.Form):
    """The box in the header of every page: what it asks the list of schools while one types."""

    school = SchoolField(label="Find a school")


class SchoolFilter(forms.Form):
    search = forms.CharField(label="Name, number, postcode, town, trust or person", required=False, max_length=200)
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


class TimelineFilter(forms.Form):
    """What a timeline is narrowed to; a value that means nothing narrows nothing."""

    kind = forms.ChoiceField(required=False)
    year = forms.IntegerField(required=False, min_value=1000, max_value=9998)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(group.slug, group.label) for group in GROUPS]
