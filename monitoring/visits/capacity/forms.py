"""Forms for the contracted days and the leave of a partner, and for what would change in a scenario."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from schools.models import AssignmentRole
from schools.people.queries import holders_of
from schools.queries import open_schools
from schools.search.fields import SchoolsField
from sil.dates.sense import YEAR, Sense
from sil.framework.schema import Framework
from sil.framework.years import label
from sil.web.forms import DateField
from sil.web.search.fields import offer
from sil.web.search.people import PeopleField, PersonField

from .policies import LeaveInput
from .queries import years_offered
from .scenario import Changes, Move

# A day of another year is refused.
_OF_A_YEAR = Sense(past=YEAR, future=YEAR)
_NARROW = {"inputmode": "decimal", "class": "govuk-input--width-3"}


class ContractForm(forms.Form):
    days = forms.DecimalField(
        label="How many days in the year?",
        help_text="Before leave, in whole or half days, for example 95",
        max_digits=5,
        widget=forms.TextInput(attrs=_NARROW),
        error_messages={"required": "Enter the number of days.", "invalid": "Enter the days as a number, like 95."},
    )


class LeaveForm(forms.Form):
    starts_on = DateField(
        sense=_OF_A_YEAR, label="First day", error_messages={"required": "Enter the first day of the leave."}
    )
    ends_on = DateField(
        sense=_OF_A_YEAR, label="Last day", error_messages={"required": "Enter the last day of the leave."}
    )
    days = forms.DecimalField(
        label="How many working days does it take? (optional)",
        help_text="Leave this empty to count every day from Monday to Friday. Enter 0.5 for half a day.",
        required=False,
        max_digits=4,
        widget=forms.TextInput(attrs=_NARROW),
        error_messages={"invalid": "Enter the days as a number, like 0.5."},
    )

    @property
    def typed_leave(self) -> LeaveInput:
        days: Decimal | None = self.cleaned_data["days"]
        return LeaveInput(self.cleaned_data["starts_on"], self.cleaned_data["ends_on"], days)


# Moves from one band to another that can be entered at once.
MOVES = range(1, 4)
_NONE = ("", "No band")


class ScenarioForm(forms.Form):
    """What would change; sent by GET, and kept nowhere."""

    year = forms.ChoiceField(label="Year", required=False)
    rate = forms.DecimalField(
        label="What does a day cost, in pounds? (optional)",
        required=False,
        min_value=0,
        max_digits=8,
        decimal_places=2,
        widget=forms.TextInput(attrs=_NARROW | {"class": "govuk-input--width-5"}),
        error_messages={
            "invalid": "Enter the cost of a day as a number, like 450.",
            "min_value": "The cost of a day must be 0 or more.",
            "max_decimal_places": "Enter pounds and pence, like 450.50.",
            "max_digits": "Enter less than a million pounds.",
            "max_whole_digits": "Enter less than a million pounds.",
        },
    )
    schools = SchoolsField(label="Which schools change hands? (optional)", required=False)
    to = PersonField(label="Who takes these schools?", required=False)
    leaving = PeopleField(label="Who leaves? (optional)", required=False)

    def __init__(self, *args: Any, framework: Framework | None, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = self.fields["year"]
        assert isinstance(years, forms.ChoiceField)
        _, present, following = years_offered(on)
        years.choices = [("", label(following)), (str(present), label(present))]
        people = holders_of(AssignmentRole.SIP, on)
        offer(self, "to", people)
        offer(self, "leaving", people)
        offer(self, "schools", open_schools(framework.authority.code) if framework else open_schools(""))
        bands = [(band.name, band.name) for band in framework.bands] if framework else []
        for place in MOVES:
            self.fields[f"number_{place}"] = forms.IntegerField(
                label="How many schools move?" if place == 1 else "How many more schools move?",
                required=False,
                min_value=0,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"}),
                error_messages={
                    "invalid": "Enter the number of schools, like 3.",
                    "min_value": "The number of schools must be 0 or more.",
                },
            )
            self.fields[f"from_{place}"] = forms.ChoiceField(label="From", required=False, choices=[_NONE, *bands])
            self.fields[f"to_{place}"] = forms.ChoiceField(label="To", required=False, choices=[_NONE, *bands])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("schools") and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", "Enter who takes the schools.")
        if cleaned.get("to") in cleaned.get("leaving", []):
            self.add_error("to", "Select somebody who stays.")
        return cleaned

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields as they stand beside one another."""
        moves = [[self[f"number_{place}"], self[f"from_{place}"], self[f"to_{place}"]] for place in MOVES]
        return [[self["year"], self["rate"]], *moves, [self["schools"], self["to"], self["leaving"]]]

    @property
    def changes(self) -> Changes:
        typed = self.cleaned_data
        moves = [
            Move(typed[f"number_{place}"], typed[f"from_{place}"], typed[f"to_{place}"])
            for place in MOVES
            if typed[f"number_{place}"] and typed[f"from_{place}"] != typed[f"to_{place}"]
        ]
        return Changes(
            moves=moves,
            schools={school.pk for school in typed["schools"]},
            to=typed["to"].pk if typed["to"] else None,
            leaving={user.pk for user in typed["leaving"]},
        )
