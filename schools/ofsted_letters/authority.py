"""Counts of schools in a letter to an authority, and what the letter says of those schools."""

import re
from collections.abc import Iterator

from .layout import Block
from .letter import Part, Tally

_UNITS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# Each number in words up to a hundred -> how many it is; “none” and “no” are not counted.
_WORDS = {
    **{word: number for number, word in enumerate(_UNITS, start=1)},
    **{tens: 10 * place for place, tens in enumerate(_TENS, start=2)},
    **{
        f"{tens}{joint}{unit}": 10 * place + number
        for place, tens in enumerate(_TENS, start=2)
        for number, unit in enumerate(_UNITS[:9], start=1)
        for joint in ("-", " ")
    },
    "one hundred": 100,
    "a hundred": 100,
}
_NUMBER = rf"(?<![\w-])(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))}|[0-9]{{1,3}})(?!-\w)"
_GRADE = (
    r"(?:outstanding|good|satisfactory|inadequate|require(?:s|d)? improvement|special measures|serious weaknesses"
    r"|not (?:previously )?been inspected(?: before)?)"
)
_COUNTED = tuple(
    (about, re.compile(rf"\b(?P<total>{_NUMBER}) (?:[a-z]+ ){{0,2}}?schools were {about}\b", re.IGNORECASE))
    for about in ("inspected", "surveyed")
)
_SORT = re.compile(
    rf"\b(?P<count>{_NUMBER}) (?:[a-z-]+ )?(?:nursery|infant|junior|first|middle|primary|secondary|special|all-through)"
    r" schools?\b|\b(?P<other>" + _NUMBER + r") (?:pupil referral units?|academ(?:y|ies)|sixth-form colleges?)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    rf"\b(?:(?P<count>{_NUMBER}) (?:(?!\b{_NUMBER}\b)[^.;,])*?|the (?:(?!\b{_NUMBER}\b)[^.;,])*?\bwas (?:\w+ ){{0,2}}?)"
    rf"\b{_GRADE}\b",
    re.IGNORECASE,
)
_OUTCOMES = re.compile(r"^Of the (?:\w+ )?schools inspected\b.*:$", re.IGNORECASE)
_LEADING = re.compile(rf"^(?P<count>{_NUMBER})\b", re.IGNORECASE)
_BEFORE = re.compile(
    rf"\b(?P<count>{_NUMBER}) (?:of (?:these|them)|schools?)? ?"
    r"(?:(?:were|was|had been) (?:judged|found) to be (?P<grade>\w+) at their (?:last|previous)"
    r"|previously judged (?:to be )?(?P<same>\w+))",
    re.IGNORECASE,
)
_NEW = re.compile(r"\bnot (?:previously )?been inspected\b", re.IGNORECASE)
_NEW_GRADE = re.compile(r"\b(?:graded as|judged (?:to be|as)) (?P<grade>\w+)", re.IGNORECASE)
_NAMED = {
    "inspected": ("inspected", "kinds of school"),
    "inspected_earlier_grades": ("inspected", "earlier grades"),
    "surveyed": ("surveyed", "kinds of school"),
    "surveyed_earlier_grades": ("surveyed", "earlier grades"),
    "outcomes": ("inspected", "outcomes"),
}


def _count(word: str | None) -> int:
    """What a number in words or digits says; “the nursery school” is one."""
    if word is None:
        return 1
    return int(word) if word.isdigit() else _WORDS[word.lower()]


def tallies(blocks: tuple[Block, ...]) -> tuple[Tally, ...]:
    """The schools inspected and surveyed by sort and by earlier grade, and what became of those inspected."""
    found = [tally for block in blocks if not block.marker for tally in _of_paragraph(block)]
    inspected = next((tally.total for tally in found if tally.about == "inspected"), None)
    return (*found, *_outcomes(blocks, inspected))


def _of_paragraph(block: Block) -> Iterator[Tally]:
    sentences = list(block.sentences())
    for place, sentence in enumerate(sentences):
        for about, pattern in _COUNTED:
            if not (counted := pattern.search(sentence.text)):
                continue
            total = _count(counted["total"])
            after = sentence.cut(counted.end(), len(sentence.text))
            listed = [after, *sentences[place + 1 :]]
            sorts = [
                Part(_count(part["count"] or part["other"]), each.cut(*part.span()).tidy())
                for each in listed
                for part in _SORT.finditer(each.text)
                if not _EARLIER.search(each.text)
            ]
            if sorts:
                yield Tally(about, total, tuple(sorts), *sentence.quoted())
            graded = [(each, part) for each in sentences[place + 1 :] for part in _EARLIER.finditer(each.text)]
            if graded:
                parts = tuple(Part(_count(part["count"]), each.cut(*part.span()).tidy()) for each, part in graded)
                yield Tally(f"{about}_earlier_grades", total, parts, *graded[0][0].quoted())


def _outcomes(blocks: tuple[Block, ...], inspected: int | None) -> Iterator[Tally]:
    for place, block in enumerate(blocks):
        if block.marker or not _OUTCOMES.match(block.text):
            continue
        parts = []
        for below in blocks[place + 1 :]:
            if not below.marker:
                break
            if leading := _LEADING.match(below.text):
                parts.append(Part(_count(leading["count"]), below.words.tidy()))
        if parts:
            yield Tally("outcomes", inspected, tuple(parts), *block.words.quoted())


def differences(tallies: tuple[Tally, ...], blocks: tuple[Block, ...]) -> Iterator[str]:
    """Totals that their parts do not add up to, and counts or grades that differ from place to place."""
    for tally in tallies:
        named = sum(part.count for part in tally.parts)
        if tally.total is not None and named != tally.total:
            done, what = _NAMED[tally.about]
            yield f"{tally.total} schools were {done}, but the {what} named add up to {named}."
    yield from _differing_counts(blocks)
    yield from _differing_grades(blocks)


def _differing_counts(blocks: tuple[Block, ...]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for block in blocks:
        if _COUNTED[1][1].search(block.text):
            # Those surveyed are other schools.
            continue
        for found in _BEFORE.finditer(block.text):
            grade, count = (found["grade"] or found["same"]).lower(), _count(found["count"])
            if seen.setdefault(grade, count) != count:
                yield (
                    f"{seen[grade]} schools are said to have been {grade} before in one place, and {count} in another."
                )


def _differing_grades(blocks: tuple[Block, ...]) -> Iterator[str]:
    stretches = [
        stretch.text for block in blocks for stretch in ([block.words] if block.marker else [*block.sentences()])
    ]
    first, *others = dict.fromkeys(
        found["grade"].lower() for text in stretches if _NEW.search(text) and (found := _NEW_GRADE.search(text))
    ) or [""]
    for other in others:
        yield f"A school not inspected before is said to be {first} in one place, and {other} in another."
