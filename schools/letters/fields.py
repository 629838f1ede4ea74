"""The form fields with which each value of a letter is checked and corrected."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from sil.clock import in_words as day_in_words
from sil.dates.sense import NOW, YEAR, Sense
from sil.web.forms import DateField

from ..inspections import points
from ..models import Inspection, School
from ..models.inspections import CATEGORIES
from .values import (
    ASKED,
    KINDS,
    LABELS,
    QUESTIONS,
    TALLIES,
    Values,
    counts_written,
    fields_of,
    in_words,
    points_of,
)

OTHER, NEW = "other", "new"
DATES = ("letter_date", "visit_start", "visit_end")
LISTS = ("inspectors", "copied_to", "external_reviews")
TREES = (*ASKED, "strengths", "areas")
MOST = 20_000
# Lines of a box, and letters in one of them.
_ROWS, _LINE = range(2, 16), 50
_TOLD = (("yes", "Yes"), ("no", "No"), ("", "The letter does not say"))


def initial_of(reading: Values) -> dict[str, Any]:
    """What was read, as initial values of the fields."""
    found: dict[str, Any] = {}
    for name in fields_of(reading):
        value = reading[name]
        if name in QUESTIONS:
            found[name] = {True: "yes", False: "no"}.get(value["value"], "")
            found[f"{name}_sentence"] = " ".join((value["sentence"] or "").split())
        elif name in LISTS:
            found[name] = "\n".join(value)
        elif name in TREES:
            found[name] = points.written(points_of(value))
        elif name in DATES:
            found[name] = date.fromisoformat(value) if value else None
        elif name == "previous_inspection":
            found[name] = in_words(name, value) if value else ""
        else:
            found[name] = value
    for place, tally in enumerate(reading.get("tallies", ())):
        found |= {f"total_{place}": tally["total"], f"parts_{place}": counts_written(tally["parts"])}
    return found


def of_school(
    suggested: Sequence[School], inspections: Sequence[Inspection], school: School | None
) -> dict[str, forms.Field]:
    """Which school and which inspection it is about; both are always said by the person."""
    choices = [(str(each.pk), named(each)) for each in suggested]
    here = [(str(each.pk), _inspected(each)) for each in inspections]
    categories = [("", "The letter does not place it in one"), *CATEGORIES.items()]
    return {
        "school": forms.ChoiceField(
            label="Which school is it about?",
            choices=[*choices, (OTHER, "Another school, by its URN" if choices else "This one, by its URN")],
            initial=str(school.pk) if school else None if choices else OTHER,
            widget=forms.RadioSelect,
            error_messages={"required": "Select the school."},
        ),
        "urn": forms.IntegerField(
            label="URN of another school" if choices else "URN of the school",
            required=False,
            min_value=1,
            max_value=9_999_999,
            widget=_number(10),
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value"), "Enter the school's URN, a number of six digits."
            ),
        ),
        "inspection": forms.ChoiceField(
            label="Which inspection is it about?",
            choices=[*here, (NEW, "A new one, to be recorded from this letter")],
            initial=None if here else NEW,
            widget=forms.RadioSelect,
            error_messages={"required": "Select the inspection, or a new one."},
        ),
        "category": forms.ChoiceField(
            label="Category of concern after the visit",
            help_text="Only for a new inspection, and only what the letter says of it.",
            choices=categories,
            required=False,
        ),
        "lifts_category": forms.BooleanField(
            label="The visit took the school out of its category of concern", required=False
        ),
    }


def _inspected(inspection: Inspection) -> str:
    what = inspection.type_name or inspection.get_kind_display()
    return f"{inspection.school}: {what}, {day_in_words(inspection.starts_on)}"


def named(school: School) -> str:
    """A school with its postcode or other facts that tell it from others of its name."""
    facts = [f"URN {school.pk}", school.postcode, school.sector_label, "" if school.is_open else school.status]
    return f"{school.name} ({', '.join(fact for fact in facts if fact)})"


def fields_for(name: str, written: str) -> dict[str, forms.Field]:
    """The controls of one value. `written` is their initial text and decides their height."""
    label = LABELS[name]
    if name == "kind":
        kinds = [("", "The letter does not say"), *KINDS.items()]
        return {name: forms.ChoiceField(label=label, required=False, choices=kinds)}
    if name in DATES:
        return {name: DateField(sense=Sense(past=20 * YEAR, future=NOW), label=label, required=False)}
    if name in QUESTIONS:
        told = forms.ChoiceField(label=label, choices=_TOLD, required=False, widget=forms.RadioSelect)
        sentence = _area("The sentence that says so", most=2000)
        return {name: told, f"{name}_sentence": sentence}
    if name in TREES:
        return {name: _area(label, written, points.HINT)}
    if name in LISTS:
        return {name: _area(label, written, "Start each one on a new line.")}
    if name == "external_support":
        return {name: _area(label, written)}
    if name == "school_urn":
        return {
            name: forms.IntegerField(label=label, required=False, min_value=1, max_value=9_999_999, widget=_number(10))
        }
    if name == "visit_number":
        number = forms.IntegerField(
            label=label, required=False, min_value=1, max_value=50, help_text="1 for the first", widget=_number(2)
        )
        return {name: number}
    hint = "A day or a month, such as May 2018" if name == "previous_inspection" else ""
    return {name: forms.CharField(label=label, required=False, max_length=300, help_text=hint)}


def of_tally(place: int, tally: Values) -> dict[str, forms.Field]:
    """The controls of schools that are counted."""
    label = TALLIES.get(tally["about"]) or str(tally["about"])
    return {
        f"total_{place}": forms.IntegerField(
            label=f"{label}: how many in all", required=False, min_value=0, max_value=9999, widget=_number(4)
        ),
        f"parts_{place}": _area(label, counts_written(tally["parts"]), "One kind on each line, with the number first."),
    }


def _number(width: int) -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "numeric", "class": f"govuk-input--width-{width}"})


def _area(label: str, written: str = "", hint: str = "", *, most: int = MOST) -> forms.CharField:
    """A text box as high as its text. It has no character count, since nobody comes near its limit."""
    lines = sum(1 + len(line) // _LINE for line in written.splitlines())
    area = forms.Textarea(attrs={"rows": min(max(lines, _ROWS.start), _ROWS.stop)})
    return forms.CharField(
        label=label, required=False, help_text=hint, widget=area, validators=[MaxLengthValidator(most)]
    )
