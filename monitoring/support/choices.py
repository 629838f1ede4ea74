"""What the framework in force lists for the forms of support: topics, phases, designations and kinds."""

from collections.abc import Iterable
from typing import Any

from django import forms

from schools.establishments import PHASES
from sil.framework.parts import Named
from sil.framework.queries import current

# A value with its words, or the name of a group with its choices.
Choice = tuple[str, str | list[tuple[str, str]]]
ALL = ("", "All")
PHASE_CHOICES = [(phase, phase) for phase in PHASES]


def topics() -> list[tuple[str, str]]:
    """Return the criteria of the framework in force, which are what help can be about."""
    framework = current()
    return [(each.id, each.name) for each in framework.criteria] if framework else []


def designations() -> list[tuple[str, str]]:
    framework = current()
    return _named(framework.support.designations) if framework else []


def provider_kinds() -> list[tuple[str, str]]:
    framework = current()
    return _named(framework.support.provider_kinds) if framework else []


def offer_choices(form: forms.Form, name: str, choices: Iterable[Choice]) -> None:
    """Have a field of a form offer choices, or groups of them by their name."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def days_field(label: str, *, hint: str = "") -> forms.DecimalField:
    """A number of days to a tenth."""
    return forms.DecimalField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=999,
        max_digits=5,
        decimal_places=1,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
        error_messages={
            "required": "Enter the number of days, like 4 or 2.5.",
            "invalid": "Enter the number of days in figures, like 4 or 2.5.",
            "max_decimal_places": "Enter the days with one figure after the point at most, like 2.5.",
        },
    )


def money_field(label: str, *, hint: str = "", **kwargs: Any) -> forms.DecimalField:
    """Pounds and pence."""
    return forms.DecimalField(
        label=label,
        help_text=hint,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}),
        error_messages={
            "required": "Enter the amount in pounds, like 1250 or 1250.50. Enter 0 if it costs nothing.",
            "invalid": "Enter the amount in pounds, like 1250 or 1250.50.",
            "max_decimal_places": "Enter pounds and pence, like 1250.50.",
        },
        **kwargs,
    )


def _named(listed: Iterable[Named]) -> list[tuple[str, str]]:
    return [(each.id, each.name) for each in listed]
