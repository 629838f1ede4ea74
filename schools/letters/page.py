"""The order in which a person checks what was read, with the passage of the letter for each field."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms

from .passages import Found, Passage
from .sources import Source
from .values import QUESTIONS, Values, fields_of

_GROUPS = (
    ("What Ofsted found", tuple(QUESTIONS)),
    (
        "The visit and the letter",
        (
            *("kind", "school_name", "school_urn", "letter_date"),
            *("visit_start", "visit_end", "visit_number", "previous_inspection"),
        ),
    ),
    ("What Ofsted asked", ("further_actions", "areas_for_improvement", "additional_areas", "external_reviews")),
    ("What it says of the authority", ("strengths", "areas")),
    ("Others it names", ("external_support", "addressee", "inspectors", "copied_to")),
)  # fmt: skip


_QUOTED = (*QUESTIONS, "school_name", "letter_date", "visit_start", "visit_number", "previous_inspection")


@dataclass(frozen=True)
class Row:
    """One value: its controls, and the passage of the letter that it was read in."""

    name: str
    fields: list[Any]
    passage: Passage | None = None
    # Whether the sentence is quoted: a list is its own quotation.
    quotes: bool = False
    is_empty: bool = False
    more: list[Any] = field(default_factory=list)
    # What the value was read from, and how sure it is; of a name, what the register says of it, too.
    sources: list[Source] = field(default_factory=list)
    qualifier: str = ""

    @property
    def is_open(self) -> bool:
        return any(each.errors for each in self.more)


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Row]


def groups(form: forms.Form, reading: Values, found: Found, sources: Sequence[Source]) -> list[Group]:
    """The fields of what was read, what matters most first."""
    held = [name for name in fields_of(reading) if name in form.fields]
    found_groups = [
        Group(title, rows)
        for title, names in _GROUPS
        if (rows := [_row(form, name, found, reading, sources) for name in names if name in held])
    ]
    if rows := [*_tallies(form, reading)]:
        found_groups.insert(1, Group("Schools it counts", rows))
    return found_groups


def _row(form: forms.Form, name: str, found: Found, reading: Values, sources: Sequence[Source]) -> Row:
    more = [form[f"{name}_sentence"]] if name in QUESTIONS else []
    return Row(
        name,
        [form[name]],
        found.first(name),
        quotes=name in _QUOTED,
        is_empty=not form.initial.get(name),
        more=more,
        sources=[source for source in sources if source.name == name],
        qualifier=(reading[name].get("qualifier") or "") if name in QUESTIONS else "",
    )


def _tallies(form: forms.Form, reading: Values) -> Iterator[Row]:
    for place in range(len(reading.get("tallies", ()))):
        yield Row(f"tally_{place}", [form[f"total_{place}"], form[f"parts_{place}"]])
