"""Forms of surveys: plan one, give more time, end it."""

from typing import Any

from django import forms

from schools.establishments import PHASES
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import LONGEST_NOTE, DateField

from ..models import Cycle
from .policies import CycleInput

_TO_COME = Sense(past=NOW, future=YEAR)
IN_CONFIDENCE, BY_NAME = "confidence", "name"


class CycleForm(forms.Form):
    name = forms.CharField(
        label="Name of the survey",
        help_text="Those who are asked read it, for example “Support and challenge, autumn 2026”",
        max_length=80,
        error_messages={"required": "Enter a name for the survey."},
    )
    who = forms.MultipleChoiceField(
        label="Who is asked?",
        choices=[("heads", "Headteachers"), ("chairs", "Chairs of governors")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select who is asked."},
    )
    phases = forms.MultipleChoiceField(
        label="Which phases? (optional)",
        help_text="Select none to ask schools of every phase.",
        required=False,
        choices=[(each, each) for each in PHASES],
        widget=forms.CheckboxSelectMultiple,
    )
    how = forms.ChoiceField(
        label="How are answers given?",
        help_text="This is shown to those who are asked, and cannot be changed once the survey is open.",
        choices=[
            (IN_CONFIDENCE, "In confidence: nobody at the authority can see who answered what"),
            (BY_NAME, "By name: Principal Officers and the Director of Education can see who answered what"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how answers are given."},
    )
    opens_on = DateField(
        label="On which day does it open?",
        help_text="You open it yourself, from this day. Nobody is asked before that.",
        sense=_TO_COME,
        error_messages={"required": "Enter the day on which the survey opens."},
    )
    closes_on = DateField(
        label="What is the last day for answers?",
        sense=_TO_COME,
        error_messages={"required": "Enter the last day for answers."},
    )

    @property
    def typed(self) -> CycleInput:
        said = self.cleaned_data
        return CycleInput(
            name=said["name"],
            opens_on=said["opens_on"],
            closes_on=said["closes_on"],
            asks_heads="heads" in said["who"],
            asks_chairs="chairs" in said["who"],
            phases=tuple(said["phases"]),
            in_confidence=said["how"] == IN_CONFIDENCE,
        )


def initial_of(cycle: Cycle) -> dict[str, Any]:
    """Return what the form shows of a survey on record."""
    who = [name for name, asks in (("heads", cycle.asks_heads), ("chairs", cycle.asks_chairs)) if asks]
    return {
        "name": cycle.name,
        "who": who,
        "phases": cycle.phases,
        "how": IN_CONFIDENCE if cycle.in_confidence else BY_NAME,
        "opens_on": cycle.opens_on,
        "closes_on": cycle.closes_on,
    }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Reason",
        help_text="It is kept in the history of the survey.",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason."},
    )


class ExtendForm(ReasonForm):
    day = DateField(
        label="What is the new last day for answers?",
        sense=_TO_COME,
        error_messages={"required": "Enter the new last day for answers."},
    )
    field_order = ("day", "reason")


class CycleFilter(forms.Form):
    status = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *Cycle.Status.choices])
