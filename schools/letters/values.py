"""The values that a letter holds, field by field, as they are read and typed by people.

A letter's values are the JSON that the reader gives (`ofsted_letters.letter.Letter.as_json`); the
person who confirms them gives the same shape.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..inspections import points, questions
from ..inspections.actions import Point
from ..models import AreaForImprovement
from ..ofsted_letters import dates
from ..ofsted_letters.letter import TO_AUTHORITY
from ..ofsted_letters.plain import plain

Values = Mapping[str, Any]
Kind = AreaForImprovement.Kind

# Kind -> what it is called, and what Ofsted's own files call such an inspection.
KINDS = {
    "requires_improvement_monitoring": "Requires improvement monitoring inspection",
    "special_measures_monitoring": "Special measures monitoring inspection",
    "serious_weaknesses_monitoring": "Serious weaknesses monitoring inspection",
    "notice_to_improve_monitoring": "Notice to improve monitoring inspection",
    "satisfactory_monitoring": "Monitoring inspection of a satisfactory school",
    "report_card_monitoring": "Report card monitoring inspection",
    "no_formal_designation": "No formal designation inspection",
    "urgent": "Urgent inspection",
    "short": "Short inspection",
    "ungraded": "Ungraded inspection",
}
ABOUT_AUTHORITY = "Letter to the authority about its schools"
KIND_NAMES = KINDS | {TO_AUTHORITY: ABOUT_AUTHORITY}
QUESTIONS = {question.value: asked for question, asked in questions.QUESTIONS.items()}
# Lists of what was asked -> as which kind each point goes on record.
ASKED = {
    "further_actions": Kind.ACTION,
    "areas_for_improvement": Kind.AREA,
    "additional_areas": Kind.ADDITIONAL,
}
LABELS = {
    "kind": "Kind of letter",
    "school_name": "Name of the school in the letter",
    "school_urn": "URN in the letter",
    "addressee": "Addressed to",
    "letter_date": "Date of the letter",
    "visit_start": "First day of the visit",
    "visit_end": "Last day of the visit",
    "visit_number": "Which monitoring visit it was",
    "previous_inspection": "Earlier inspection that led to the visit",
    **QUESTIONS,
    "inspectors": "Inspectors",
    "copied_to": "Copied to",
    "further_actions": "Further actions",
    "areas_for_improvement": "Areas for improvement of the earlier inspection",
    "additional_areas": "Additional areas for improvement",
    "external_reviews": "External reviews asked for",
    "external_support": "External support",
    "strengths": "Strengths",
    "areas": "Areas for improvement",
}
OF_SCHOOL = tuple(name for name in LABELS if name not in ("strengths", "areas"))
OF_AUTHORITY = (
    "kind", "addressee", "letter_date", "visit_start", "visit_end", "inspectors", "copied_to", "strengths", "areas",
)  # fmt: skip
TALLIES = {
    "inspected": "Schools inspected, by kind",
    "inspected_earlier_grades": "Schools inspected, by earlier grade",
    "surveyed": "Schools surveyed, by kind",
    "surveyed_earlier_grades": "Schools surveyed, by earlier grade",
    "outcomes": "What became of the schools inspected",
}
_COUNTED = re.compile(r"\s*(?P<count>[0-9]{1,4})\s*[:.,)]?\s+(?P<text>.*\S)\s*")
ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def is_to_authority(values: Values) -> bool:
    """Whether a letter is to the authority rather than about one school."""
    return values["kind"] == TO_AUTHORITY


def fields_of(values: Values) -> tuple[str, ...]:
    """The names of a letter's fields, in order; a letter that was read by an earlier release has fewer."""
    return tuple(name for name in (OF_AUTHORITY if is_to_authority(values) else OF_SCHOOL) if name in values)


def points_of(items: Iterable[Mapping[str, Any]]) -> tuple[Point, ...]:
    """A list of the letter's JSON as points."""
    return tuple(Point(item["text"], points_of(item["children"])) for item in items)


def items_of(found: Iterable[Point]) -> list[dict[str, Any]]:
    """Points as the letter's JSON holds them."""
    return [{"text": point.text, "children": items_of(point.children)} for point in found]


def lines(text: str) -> list[str]:
    """One value a line, without empty ones."""
    return [tidy for line in text.splitlines() if (tidy := " ".join(line.split()))]


def day_or_month(text: str) -> str | None:
    """“8 May 2018” as 2018-05-08, “May 2018” as 2018-05; None where it is neither."""
    tidy = " ".join(plain(text).text.split())
    return dates.said(tidy) if re.fullmatch(rf"{dates.DAYS}|{dates.MONTH}", tidy) else None


def counts(text: str) -> list[dict[str, Any]] | None:
    """“9 primary schools”, one a line, as parts of a tally; None where a line has no number."""
    found = [_COUNTED.fullmatch(line) for line in text.splitlines() if line.strip()]
    if not all(found):
        return None
    return [{"count": int(each["count"]), "text": each["text"]} for each in found if each]


def counts_written(parts: Iterable[Mapping[str, Any]]) -> str:
    """Parts of a tally as `counts` reads them back, one a line."""
    return "\n".join(f"{part['count']} {part['text']}" for part in parts)


def difference(tally: Mapping[str, Any]) -> str:
    """What a person reads where the parts of a tally do not add up to its total."""
    named = sum(part["count"] for part in tally["parts"])
    if tally["total"] is None or named == tally["total"]:
        return ""
    return f"The letter counts {tally['total']} schools, but the ones it names add up to {named}."


@dataclass(frozen=True)
class FieldValue:
    """A field as it is read: what was confirmed, and what the program had read where that differs."""

    name: str
    label: str
    text: str
    read: str | None = None
    sentence: str = ""


def in_words(name: str, value: Any) -> str:
    """A value as people read it; “Not said” where the letter does not say."""
    if value in (None, [], ""):
        return "Not stated"
    return _WORDS.get(name, str)(value)


def field_values(reading: Values, values: Values | None) -> list[FieldValue]:
    """Every field of a letter in its order. Without `values` nothing is confirmed yet."""
    held = reading if values is None else values
    return [_field_value(name, reading.get(name), held.get(name)) for name in fields_of(held)]


def changed(reading: Values, values: Values) -> list[str]:
    """The names of the fields that a person corrected."""
    return [each.name for each in field_values(reading, values) if each.read is not None]


def _field_value(name: str, read: Any, held: Any) -> FieldValue:
    text, was = in_words(name, held), in_words(name, read)
    sentence = sentence_of(held) if name in QUESTIONS and held else ""
    return FieldValue(name, LABELS[name], text, was if was != text else None, sentence)


def sentence_of(judgement: Mapping[str, Any]) -> str:
    """The sentence of a judgement on one line, with the next one where that qualifies it."""
    sentence, qualifier = (" ".join((judgement.get(key) or "").split()) for key in ("sentence", "qualifier"))
    return sentence if not qualifier or qualifier in sentence else f"{sentence} {qualifier}"


def _answer(judgement: Mapping[str, Any]) -> str:
    return {True: "Yes", False: "No"}.get(judgement["value"], "Not stated")


def _listed(items: Sequence[str]) -> str:
    return "\n".join(items)


def _tree(items: Iterable[Mapping[str, Any]]) -> str:
    return points.written(points_of(items))


_WORDS: dict[str, Callable[[Any], str]] = {
    "kind": lambda kind: KIND_NAMES.get(kind, str(kind)),
    "letter_date": dates.in_words,
    "visit_start": dates.in_words,
    "visit_end": dates.in_words,
    "previous_inspection": dates.in_words,
    "visit_number": lambda number: ORDINALS[number] if 0 < number < len(ORDINALS) else str(number),
    "inspectors": _listed,
    "copied_to": _listed,
    "external_reviews": _listed,
    **dict.fromkeys(QUESTIONS, _answer),
    **dict.fromkeys((*ASKED, "strengths", "areas"), _tree),
}
