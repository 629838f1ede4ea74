"""The places in a letter's text where each value was read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ..ofsted_letters import dates
from ..ofsted_letters.plain import Plain, plain
from ..ofsted_letters.visits import ORDINALS
from .values import ASKED, LABELS, QUESTIONS

# What is quoted beside a value; the whole stands in the letter.
_LONGEST_QUOTE = 240
_STOP = re.compile(r"[.:;!?]\s|\n\s*\n")


@dataclass(frozen=True)
class Passage:
    """A stretch of the letter's text: characters from `start` up to `end`."""

    number: int
    name: str
    start: int
    end: int
    quote: str

    @property
    def label(self) -> str:
        return LABELS[self.name]


@dataclass(frozen=True)
class Stretch:
    """A part of the text, with the passage that it is."""

    text: str
    passage: Passage | None = None


class Found:
    """The passages of a letter, which do not overlap: a judgement's sentence comes before any other."""

    def __init__(self, text: str, values: Mapping[str, Any]) -> None:
        self.text = text
        places: list[tuple[str, int, int]] = []
        for name, start, end in _places(text, values):
            if all(end <= first or start >= last for _, first, last in places):
                places.append((name, start, end))
        places.sort(key=lambda place: place[1])
        self.passages = [
            Passage(number, name, start, end, _quoted(text, start, end))
            for number, (name, start, end) in enumerate(places, start=1)
        ]

    def first(self, name: str) -> Passage | None:
        return next((passage for passage in self.passages if passage.name == name), None)

    @property
    def stretches(self) -> list[Stretch]:
        """The whole text in order, in parts."""
        edges = [0, *(edge for passage in self.passages for edge in (passage.start, passage.end)), len(self.text)]
        every = {(passage.start, passage.end): passage for passage in self.passages}
        return [Stretch(self.text[start:end], every.get((start, end))) for start, end in pairwise(edges) if start < end]


def _places(text: str, values: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    for name in QUESTIONS:
        judgement = values.get(name) or {}
        if judgement.get("sentence") and judgement.get("offset") is not None:
            yield name, judgement["offset"], judgement["offset"] + len(judgement["sentence"])
    letters = _Letters(plain(text))
    yield from _days(letters.plain, values)
    greeted = re.search(r"\bDear \S", letters.plain.text)
    yield from letters.find("school_name", values.get("school_name"), after=greeted.start() if greeted else 0)
    yield from letters.find("school_urn", str(values.get("school_urn") or ""))
    yield from letters.find("addressee", values.get("addressee"))
    for name in ("inspectors", "copied_to", "external_reviews"):
        for each in values.get(name) or ():
            yield from letters.find(name, each)
    for name in (*ASKED, "strengths", "areas"):
        for item in values.get(name) or ():
            yield from _item(letters, name, item)
    for paragraph in (values.get("external_support") or "").split("\n\n"):
        yield from letters.find("external_support", paragraph)


def _item(letters: "_Letters", name: str, item: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    yield from letters.find(name, item["text"])
    for child in item["children"]:
        yield from _item(letters, name, child)


class _Letters:
    """A text by its letters and digits alone: print, line ends and hyphens make no difference."""

    def __init__(self, whole: Plain) -> None:
        self.plain = whole
        kept = [
            (character.casefold()[:1], at)
            for character, at in zip(whole.text, whole.at, strict=True)
            if character.isalnum()
        ]
        self.text = "".join(character for character, _ in kept)
        self.at = [at for _, at in kept]

    def find(self, name: str, value: str | None, *, after: int = 0) -> Iterator[tuple[str, int, int]]:
        """The first place of a value at or after an offset."""
        wanted = "".join(c.casefold()[:1] for c in plain(value or "").text if c.isalnum())
        if not wanted:
            return
        first = next((place for place, at in enumerate(self.at) if at >= after), 0) if after else 0
        place = self.text.find(wanted, first)
        if place >= 0:
            start, end = self.at[place], self.at[place + len(wanted) - 1] + 1
            following = self.plain.given[end : end + 1]
            yield name, start, end + (following in {".", ")"} if following else 0)


def _days(whole: Plain, values: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    """Dates, and the word that says which visit it was."""
    flat = whole.text.replace("\n", " ")
    visit = (values.get("visit_start"), values.get("visit_end"))
    wanted: dict[str, Any] = {"letter_date": (values.get("letter_date"),) * 2, "visit_start": visit}
    for found in re.finditer(dates.DAYS, flat):
        if span := dates.days(found[0]):
            days = tuple(day.isoformat() for day in span)
            for name in [name for name, each in wanted.items() if each == days]:
                del wanted[name]
                yield name, whole.at[found.start()], whole.at[found.end() - 1] + 1
                break
    if previous := values.get("previous_inspection"):
        for found in re.finditer(rf"{dates.DAYS}|{dates.MONTH}", flat):
            if dates.said(found[0]) == previous:
                yield "previous_inspection", whole.at[found.start()], whole.at[found.end() - 1] + 1
                break
    number = values.get("visit_number") or 0
    named = re.escape(ORDINALS[number - 1]) if 0 < number <= len(ORDINALS) else "$^"
    for nth in re.finditer(rf"\b{named}(?= (?:\w+ ){{0,3}}(?:inspection|visit))", flat):
        yield "visit_number", whole.at[nth.start()], whole.at[nth.end() - 1] + 1
        break


def _quoted(text: str, start: int, end: int) -> str:
    """The sentence around a passage, or the passage itself where it is long; on one line."""
    before = [stop.end() for stop in _STOP.finditer(text, max(0, start - _LONGEST_QUOTE), start)]
    first = before[-1] if before else max(0, start - 60)
    after = _STOP.search(text, max(start, end - 1), end + _LONGEST_QUOTE)
    last = min(len(text), after.start() + 1 if after else end + 60)
    whole = " ".join(text[first:last].split())
    return whole if len(whole) <= _LONGEST_QUOTE else " ".join(text[start:end].split())[:_LONGEST_QUOTE]
