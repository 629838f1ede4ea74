"""Which two days to compare, and of which schools."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from schools.establishments import PHASES, Sector
from schools.models import School
from sil.web.forms import ANY_DAY, DateField

EVERY = ("", "All")
BY = {"phase": "phase", "sector": "maintained or academy", "type_name": "type of school"}
SECTORS = [(Sector.MAINTAINED.value, "Maintained"), (Sector.ACADEMY.value, "Academy")]


class OutcomesFilter(forms.Form):
    """The two days, blank for today and a year before; `by` says by what the schools are told apart."""

    then = DateField(label="Then", help_text="Blank for a year before", required=False, sense=ANY_DAY)
    now = DateField(label="Now", help_text="Blank for today", required=False, sense=ANY_DAY)
    phase = forms.ChoiceField(label="Phase", required=False, choices=[EVERY, *((each, each) for each in PHASES)])
    sector = forms.ChoiceField(label="Maintained or academy", required=False, choices=[EVERY, *SECTORS])
    type_name = forms.ChoiceField(label="Type of school", required=False)
    by = forms.ChoiceField(label="Tell apart by", required=False, choices=list(BY.items()))

    def __init__(self, data: QueryDict, *, on: date) -> None:
        super().__init__(data)
        self.on = on
        types = School.objects.order_by("type_name").values_list("type_name", flat=True).distinct()
        field = self.fields["type_name"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [EVERY, *((each, each) for each in types)]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = self.cleaned_data
        for name in ("then", "now"):
            if asked.get(name) and asked[name] > self.on:
                self.add_error(name, "Enter today or a day in the past.")
        return asked

    @property
    def days(self) -> tuple[date, date]:
        """The earlier and the later day."""
        now = self.cleaned_data.get("now") or self.on
        then = self.cleaned_data.get("then") or _year_before(now)
        return min(then, now), max(then, now)

    @property
    def way(self) -> str:
        return self.cleaned_data.get("by") or "phase"

    @property
    def query(self) -> dict[str, str]:
        """What an address has in its query for the same days and schools."""
        named = {name: self.cleaned_data.get(name, "") for name in ("phase", "sector", "type_name")}
        found = {name: value for name, value in named.items() if value}
        for name, day in zip(("then", "now"), self.days, strict=True):
            found |= {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
        return found


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


class ListFilter(forms.Form):
    """Which of the schools of a figure to show."""

    search = forms.CharField(label="School or URN", required=False)
