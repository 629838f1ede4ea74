"""A field that finds a school, and the filters of the list of schools and of a school's timeline."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil import clock
from sil.web.search.fields import SearchField
from sil.web.timeline import GROUPS

from .establishments import Sector
from .models import School
from .search import RANK, search

_URN = re.compile(r"\((\d{6,7})\)$", re.ASCII)


class SchoolField(SearchField):
    """One school, found as in the list of schools; the URN and the town tell it from others of its name."""

    one, many = "school", "schools"

    def find(self, rows: QuerySet[School], text: str) -> QuerySet[School]:
        urn = _URN.search(text)
        return search(rows, urn[1] if urn else text, clock.today()).order_by(f"-{RANK}", "name", "pk")

    def label_of(self, row: School) -> str:
        return f"{row.name} ({row.urn})"

    def detail_of(self, row: School) -> str:
        return ", ".join(filter(None, (row.phase, row.town, row.postcode)))


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
