"""Forms to add a letter from Ofsted, and to check and correct what was read in it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from sil.accounts.models import User
from sil.clock import in_words as day_in_words
from sil.uploads.fields import DocumentField
from sil.uploads.formats import Document
from sil.web.forms import ANY_DAY, DateField, DateParts
from sil.web.search.fields import offer
from sil.web.search.people import PersonFilter

from ..inspections import points
from ..models import Inspection, OfstedLetter, School
from ..ofsted_letters import contradictions
from ..ofsted_letters.files import text_in
from ..ofsted_letters.letter import Declined, Letter
from ..ofsted_letters.pdf.text import Unreadable
from ..ofsted_letters.reader import read
from ..ofsted_letters.visits import Visit
from .actions import Confirmed, facts_of
from .fields import DATES, LISTS, NEW, OTHER, TREES, fields_for, initial_of, of_school, of_tally
from .values import (
    KIND_NAMES,
    QUESTIONS,
    Values,
    counts,
    day_or_month,
    fields_of,
    is_to_authority,
    items_of,
    lines,
)

EVERY = ("", "All")
TYPES = ("application/pdf", "text/plain")


class SendForm(forms.Form):
    """A letter as a file. What is no letter of these kinds is declined beside the field."""

    document = DocumentField(
        label="The letter, as PDF or plain text",
        help_text="A letter after a monitoring, short, ungraded or urgent inspection, or one to the authority after "
        "focused inspections. If it is a scan, put it through text recognition (OCR) first.",
        error_messages={"required": "Select the letter's file."},
        widget=forms.FileInput(attrs={"accept": ".pdf,.txt"}),
    )

    text = ""
    letter: Letter | None = None

    def clean_document(self) -> Document:
        document: Document = self.cleaned_data["document"]
        if document.media_type not in TYPES:
            raise forms.ValidationError("The file must be a PDF or plain text. Save the letter as one of these first.")
        try:
            self.text = text_in(document.content).replace("\0", "")
        except Unreadable as refused:
            raise forms.ValidationError(refused.sentence) from refused
        found = read(self.text)
        if isinstance(found, Declined):
            raise forms.ValidationError(f"We could not use this file. {found.reason}")
        self.letter = found
        return document


class LettersFilter(forms.Form):
    search = forms.CharField(label="School or URN", required=False)
    status = forms.ChoiceField(label="Status", required=False, choices=[EVERY, *OfstedLetter.Status.choices])
    kind = forms.ChoiceField(label="Kind", required=False, choices=[EVERY, *KIND_NAMES.items()])
    sender = PersonFilter(label="Uploaded by")

    def __init__(self, *args: Any, senders: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sender", senders)


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label="Why are you setting it aside?",
        help_text="For example, it is about a school of another authority.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why you are setting the letter aside."},
    )


class ConfirmForm(forms.Form):
    """Every value that was read, to be corrected; `confirmed` is what the person says.

    `schools` are those whose record the person keeps, `suggested` the likely ones, and `inspections` those
    on record that start within the visit.
    """

    def __init__(
        self,
        *args: Any,
        reading: Values,
        schools: QuerySet[School],
        suggested: Sequence[School] = (),
        inspections: Sequence[Inspection] = (),
        school: School | None = None,
        **kwargs: Any,
    ) -> None:
        self.reading, self.schools, self.suggested = reading, schools, suggested
        self.inspections = {str(each.pk): each for each in inspections}
        kwargs["initial"] = {**initial_of(reading), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        if not is_to_authority(reading):
            self.fields.update(of_school(suggested, inspections, school))
        for name in self._corrected():
            self.fields.update(fields_for(name, str(kwargs["initial"][name] or "")))
        for place, tally in enumerate(reading.get("tallies", ())):
            self.fields.update(of_tally(place, tally))

    def _corrected(self) -> list[str]:
        """The values that a person can correct: a letter to the authority is one whatever they say."""
        return [name for name in fields_of(self.reading) if name != "kind" or not is_to_authority(self.reading)]

    @classmethod
    def visit_of(cls, data: Any, reading: Values) -> tuple[date | None, date | None]:
        """The days of the visit as they were typed, or else as they were read."""
        found = []
        for name in ("visit_start", "visit_end"):
            day = date.fromisoformat(reading[name]) if reading[name] else None
            if data is not None:
                with suppress(forms.ValidationError):
                    day = DateField(required=False, sense=ANY_DAY).clean(
                        DateParts().value_from_datadict(data, {}, name)
                    )
            found.append(day)
        return found[0], found[1]

    def clean_previous_inspection(self) -> str | None:
        text: str = self.cleaned_data["previous_inspection"]
        if text and not day_or_month(text):
            raise forms.ValidationError("Enter a day or a month, such as 8 May 2018 or May 2018.")
        return day_or_month(text)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place in range(len(self.reading.get("tallies", ()))):
            if counts(data.get(f"parts_{place}", "")) is None:
                self.add_error(f"parts_{place}", "Start each line with a number, such as: 9 primary schools.")
        if not is_to_authority(self.reading):
            self._clean_school(data)
        return data

    def _clean_school(self, data: dict[str, Any]) -> None:
        chosen = data.get("school")
        if chosen == OTHER:
            urn = data.get("urn")
            data["school"] = self.schools.filter(pk=urn).first() if urn else None
            if not urn and "urn" not in self.errors:
                self.add_error("urn", "Enter the URN of the school.")
            elif urn and data["school"] is None:
                self.add_error("urn", f"None of your schools has the URN {urn}.")
        elif chosen:
            data["school"] = self.schools.filter(pk=chosen).first()
        inspection = self.inspections.get(data.get("inspection") or "")
        school = data.get("school")
        if isinstance(school, School):
            if inspection and inspection.school_id != school.pk:
                self.add_error("inspection", f"This inspection is not of {school}. Select another one, or a new one.")
            elif not inspection and self._not_offered(school):
                day = day_in_words(self._not_offered(school)[0].starts_on)
                here = f"An inspection of {school} that started on {day} is on record."
                self.add_error("inspection", f"{here} Say whether the letter belongs to it.")
        if data.get("inspection") == NEW and "visit_start" not in self.errors and not data.get("visit_start"):
            self.add_error("visit_start", "Enter the first day of the visit: a new inspection needs it.")

    @property
    def offered(self) -> str:
        """The inspections that this page offers, for the next time it is posted."""
        return ",".join(self.inspections)

    def _not_offered(self, school: School) -> list[Inspection]:
        """Inspections of the school that came to light only by its URN."""
        seen = str(self.data.get("offered", "")).split(",")
        return [each for key, each in self.inspections.items() if each.school_id == school.pk and key not in seen]

    @property
    def confirmed(self) -> Confirmed:
        data = self.cleaned_data
        values = self._values()
        if is_to_authority(self.reading):
            return Confirmed(values=values)
        facts = facts_of(values, category=data["category"], lifts_category=data["lifts_category"])
        inspection = self.inspections.get(data["inspection"])
        return Confirmed(
            values=values, school=data["school"], inspection=inspection, facts=None if inspection else facts
        )

    def _values(self) -> dict[str, Any]:
        """What was filled in, in the shape of the reading."""
        data, values = self.cleaned_data, dict(self.reading)
        for name in self._corrected():
            values[name] = self._value(name, data)
        if "tallies" in values:
            values["tallies"] = [
                {**tally, "total": data[f"total_{place}"], "parts": counts(data[f"parts_{place}"])}
                for place, tally in enumerate(self.reading["tallies"])
            ]
        kept = [each for each in self.reading["contradictions"] if each not in _of_dates(self.reading)]
        values["contradictions"] = [*_of_dates(values), *kept]
        return values

    def _value(self, name: str, data: dict[str, Any]) -> Any:
        if name in DATES:
            return data[name].isoformat() if data[name] else None
        if name in QUESTIONS:
            sentence = data[f"{name}_sentence"] or None
            read = self.reading[name]
            same = " ".join((read["sentence"] or "").split()) == " ".join((sentence or "").split())
            value = {"yes": True, "no": False}.get(data[name])
            if same:
                return {**read, "value": value}
            return {"value": value, "sentence": sentence, "offset": None, "qualifier": None}
        if name in LISTS:
            return lines(data[name])
        if name in TREES:
            return items_of(points.parse(data[name]))
        if name == "external_support":
            return data[name].replace("\r\n", "\n").strip() or None
        return data[name] or None


def _of_dates(values: Values) -> list[str]:
    """What of its dates cannot be true together."""
    visit = Visit(values["visit_start"], values["visit_end"])
    return [*contradictions.of_dates(values["letter_date"], visit, values["previous_inspection"])]


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
