"""How sure a value of a letter is, by the places of the letter that it was read in, and by the register."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile
from typing import Any

from ..models import School
from ..ofsted_letters import dates, kinds
from ..ofsted_letters.kinds import About
from ..ofsted_letters.layout import Layout, layout
from ..ofsted_letters.letter import Declined
from ..ofsted_letters.plain import plain
from ..ofsted_letters.reader import opening
from ..ofsted_letters.visits import ORDINALS
from .values import LABELS, QUESTIONS, Values

Places = Mapping[str, str]


class Sure(StrEnum):
    """Two places say the same; one says it where such a value belongs; one says it where it is easily wrong."""

    AGREE, ONE, CHECK = "agree", "one", "check"


@dataclass(frozen=True)
class Source:
    """What a value of a letter was read from, as a sentence for people."""

    name: str
    sure: Sure
    sentence: str

    @property
    def label(self) -> str:
        return LABELS[self.name]


# Place -> what people call it. A letter is divided into these.
PLACES = {
    "address": "the address block",
    "salutation": "the salutation (“Dear …”)",
    "title": "the title",
    "opening": "the opening paragraphs",
    "report": "the text after the opening",
    "end": "the part after “Yours …”",
}
# Where a value belongs: one of these is enough. A judgement or a date elsewhere may be about another time.
_BELONGS = {
    # Since 2021 titles leave it to the text to say why the school is visited.
    "kind": ("title", "opening"),
    "school_name": ("title",),
    "school_urn": ("address", "title"),
    "addressee": ("address",),
    "letter_date": ("address",),
    "visit_start": ("opening", "title"),
    "visit_end": ("opening", "title"),
    "visit_number": ("opening",),
    "previous_inspection": ("opening", "end"),
    "inspectors": ("end",),
    **dict.fromkeys(QUESTIONS, ("opening",)),
}
# Of several values, each may stand in another place.
_SHARED = ("inspectors",)
# What a letter can contradict itself about.
_COMPARED = ("letter_date", "visit_start", "visit_end", "visit_number", "previous_inspection")


def sources(text: str, reading: Values) -> dict[str, Source]:
    """The source of each value that was read, by its name; of lists of bullets there is nothing to say."""
    parts = layout(text)
    title = kinds.about(parts) if parts else None
    if parts is None or title is None or isinstance(title, Declined):
        return {}
    places = _places(parts, title)
    found = {}
    for name, belongs in _BELONGS.items():
        says = _SAYS.get(name, _judged) if name in reading else None
        here = [place for place, words in places.items() if says and says(reading[name], words)]
        if here:
            found[name] = _source(name, here, belongs, is_denied=_is_denied(name, reading))
    return found


def _is_denied(name: str, reading: Values) -> bool:
    """Whether what the letter says against itself is about a value."""
    return name in _COMPARED and any(_SAYS[name](reading[name], sentence) for sentence in reading["contradictions"])


def _source(name: str, here: Sequence[str], belongs: Sequence[str], *, is_denied: bool) -> Source:
    """Two places agree only if one of them is where the value belongs."""
    said = [PLACES[place] for place in here]
    if is_denied:
        return Source(name, Sure.CHECK, f"Read in {_and(said)}. The letter contradicts itself about this.")
    if not set(here) & set(belongs):
        usual = " or ".join(PLACES[place] for place in belongs)
        return Source(name, Sure.CHECK, f"Read in {_and(said)} only. It is usually in {usual}.")
    if len(said) > 1 and name not in _SHARED:
        return Source(name, Sure.AGREE, f"Read in {_and(said)}, which agree.")
    return Source(name, Sure.ONE, f"Read in {_and(said)}{' only' if len(said) == 1 else ''}.")


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _places(parts: Layout, title: About) -> dict[str, str]:
    """The words of each place, on one line."""
    first = [block.text for block in takewhile(lambda block: not block.text.startswith("Yours "), parts.blocks)]
    front = [sentence.text for sentence in opening(parts.blocks[title.place :])]
    within = set(front)
    report = [
        sentence.text
        for block in parts.blocks[title.place + 1 : len(first)]
        if not block.marker
        for sentence in block.sentences()
        if sentence.text not in within
    ]
    below_title = [text for text in first[title.place + 1 : title.place + 2] if title.school_name == text]
    return {
        "address": plain(" ".join(parts.head)).text,
        "salutation": parts.blocks[0].text,
        "title": " ".join([title.title, *below_title]),
        "opening": " ".join(text for text in front if text != title.title),
        "report": " ".join(report),
        "end": " ".join(block.text for block in parts.blocks[len(first) :]),
    }


def _letters(text: str) -> str:
    return "".join(character for character in plain(text).text.casefold() if character.isalnum())


def _holds(value: Any, words: str) -> bool:
    return bool(value) and _letters(str(value)) in _letters(words)


def _person(value: Any, words: str) -> bool:
    """Whether a name is there, or a greeting by its last part."""
    if not value:
        return False
    last = str(value).split()[-1]
    return _holds(value, words) or (words.startswith("Dear ") and _holds(last, words))


def _day(value: Any, words: str) -> bool:
    """Whether a day (or a month, of an earlier inspection) is the first or last one of any that the words name."""
    return bool(value) and any(value == day for span in _days(words) for day in span)


def _days(words: str) -> Iterator[tuple[str, ...]]:
    for found in dates.found_in(words):
        span = dates.days(found)
        yield tuple(day.isoformat() for day in span) if span else (dates.said(found) or "",)


def _number(value: Any, words: str) -> bool:
    if not isinstance(value, int) or not 0 < value <= len(ORDINALS):
        return False
    return f" {ORDINALS[value - 1]} " in f" {words.lower()} "


def _kind(value: Any, words: str) -> bool:
    return bool(value) and kinds.named(words) == value


def _judged(value: Any, words: str) -> bool:
    return bool(value) and value.get("value") is not None and _holds(value.get("sentence"), words)


def _any(value: Any, words: str) -> bool:
    return any(_holds(each, words) for each in value or ())


_SAYS: dict[str, Callable[[Any, str], bool]] = {
    "kind": _kind,
    "school_name": _holds,
    "school_urn": _holds,
    "addressee": _person,
    **dict.fromkeys(("letter_date", "visit_start", "visit_end", "previous_inspection"), _day),
    "visit_number": _number,
    "inspectors": _any,
}


def in_register(reading: Values, likely: Sequence[School]) -> Source | None:
    """What the register says of the name and the URN in a letter; `likely` are the schools it may be about. None where
    the letter gives neither, or there is no such school."""
    name, urn = reading.get("school_name"), reading.get("school_urn")
    named = [school for school in likely if name and _letters(school.name) == _letters(name)]
    numbered = next((school for school in likely if urn and school.pk == urn), None)
    if not likely or not (name or urn):
        return None
    if numbered and numbered in named:
        return _of_register(Sure.AGREE, "The register has the same name and the same URN.")
    if numbered:
        other = f"In the register, URN {urn} is {numbered.name}. The letter gives another name, or none."
        return _of_register(Sure.CHECK, other)
    if urn and named:
        other = f"In the register, this school has URN {named[0].pk}. The letter gives URN {urn}."
        return _of_register(Sure.CHECK, other)
    if len(named) == 1:
        return _of_register(Sure.AGREE, f"The register has a school of this name (URN {named[0].pk}).")
    if named:
        return _of_register(Sure.CHECK, "The register has more than one school of this name. Check the address.")
    return _of_register(Sure.CHECK, "The register has none of your schools under this name.")


def _of_register(sure: Sure, sentence: str) -> Source:
    return Source("school_name", sure, sentence)
