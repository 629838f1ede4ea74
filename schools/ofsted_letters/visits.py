"""Dates of the letter, of the visit and of the inspection before it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from . import dates
from .plain import Plain, plain

ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)
_ORDINAL = rf"(?P<nth>{'|'.join(ORDINALS)}|[0-9]{{1,2}}(?:st|nd|rd|th)\b)"
_EARLIER = r"(?:since|previous|last|recent|subject to|judged)"
_VISITS = (
    *(
        re.compile(rf"{words}(?:(?!\b{_EARLIER}\b).)*?(?:\b(?:on|from|between|period)|,|-) (?P<days>{dates.DAYS})")
        for words in (
            r"\b(?:[Ff]ollowing|[Aa]fter|[Ff]urther to|[Aa]s a result of|[Ff]indings (?:of|from)|[Oo]utcomes? of)"
            r" (?:my|our|the|a|this)\b(?:(?!\bmeeting\b).)*?\b(?:visit|inspection)\b",
            r"\b(?:visited|inspected)\b",
            r"\bfocused (?:\w+ )?(?:inspections?|week)\b",
        )
    ),
    re.compile(
        rf"\b[Oo]n (?P<days>{dates.DAYS}),? (?:I|we|my colleagues?|one of|an? inspector|inspectors)\b"
        r"(?:(?!\bmet\b).){0,60}?\b(?:visited|inspected|carried out|came)\b"
    ),
)
_NUMBERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:was|is) (?:the|your|my|our) {_ORDINAL}(?: \w+){{0,2}} (?:inspection|visit)",
        rf"\b(?:inspection|visit) was (?:the|your|our|its) {_ORDINAL} since\b",
    )
)
_REPORT = re.compile(
    rf"^Report on the {_ORDINAL} monitoring (?:inspection|visit)(?:(?: on| of|,))?(?: (?P<days>{dates.DAYS}))?"
)
_WHEN = rf"(?P<when>{dates.DAYS}|{dates.MONTH})"
_GRADED = r"(?<!monitoring )inspection"
_PREVIOUS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:[Ff]ollowing|[Aa]t|[Aa]fter|[Ss]ince|[Dd]uring) (?:the|its|your|a)(?: [\w-]+){{0,4}}? {_GRADED}"
        rf"(?: (?:that|which) took place| held| carried out)? (?:in|on|of) {_WHEN}",
        rf"\b(?:judged|subject to|placed|required)\b[^.]{{0,60}}? (?:in|on|of) {_WHEN}",
        rf"\b(?:last|previous|most recent) (?:[\w]+ ){{0,3}}?{_GRADED},?"
        rf"(?: (?:that|which) took place)?(?: in| on| of|\s\(?) ?{_WHEN}",
    )
)
# The same, with words beside the date that only the inspection that led to the visit has.
_LED_TO_IT = re.compile(
    r"\b(?:since|last|previous|most recent|judged|graded|found|placed|went into|subject to|special measures|weaknesses"
    r"|notice to improve|report card|full inspection)\b(?:(?!\bmonitoring\b|\bvisited\b)[^.]){0,90}?"
    rf"\b(?:in|on|of|after|since) {_WHEN}"
)


@dataclass(frozen=True)
class Visit:
    """The days as ISO, and the sentence that names them as compared."""

    start: str | None = None
    end: str | None = None
    sentence: str | None = None


def letter_date(head: Iterable[str]) -> str | None:
    """The date above the letter: a line of its own, or else the first date of the letterhead."""
    lines = [plain(line).text for line in head]
    whole = [line for line in lines if re.fullmatch(rf"(?:Date:? ?)?{dates.DAYS}", line)]
    for line in whole or lines:
        if found := re.search(dates.DAYS, line):
            return dates.said(found[0])
    return None


def visit(title: str, front: Iterable[Plain]) -> Visit:
    """The visit that the letter reports: the first that the opening names, else the one in the title."""
    for sentence in front:
        for pattern in _VISITS:
            if found := pattern.search(sentence.text):
                return _days(found["days"], sentence.text)
    if found := re.search(dates.DAYS, title):
        return _days(found[0], None)
    return Visit()


def _days(phrase: str, sentence: str | None) -> Visit:
    if span := dates.days(phrase):
        return Visit(span[0].isoformat(), span[1].isoformat(), sentence)
    return Visit(sentence=sentence)


def number(front: Iterable[Plain], report: tuple[int, Visit] | None) -> int | None:
    """Which monitoring inspection it was; the title of the report answers when the letter does not."""
    for sentence in front:
        for pattern in _NUMBERS:
            if found := pattern.search(sentence.text):
                return _number(found["nth"])
    return report[0] if report else None


def _number(nth: str) -> int:
    """3 for “third” and “3rd”."""
    return int(nth[:-2]) if nth[0].isdigit() else ORDINALS.index(nth.lower()) + 1


def of_report(texts: Iterable[str]) -> tuple[int, Visit] | None:
    """The number and the days in the title of an attached report."""
    for text in texts:
        if found := _REPORT.match(text):
            return _number(found["nth"]), _days(found["days"] or "", None)
    return None


def previous(sentences: Iterable[Plain], front: Iterable[Plain], visited: str | None) -> str | None:
    """The inspection that made the visit necessary: its day or, where no more is said, its month.

    Where no formula names it, it is the one date in the opening (`front`) that is told as past and lies before the
    visit, whose first day `visited` is.
    """
    every = [sentence.text for sentence in sentences]
    for pattern in _PREVIOUS:
        for text in every:
            if found := pattern.search(text):
                return dates.said(found["when"])
    told = {dates.said(found["when"]) for sentence in front for found in _LED_TO_IT.finditer(sentence.text)}
    before = [each for each in told if each and visited and each < visited[: len(each)]]
    return before[0] if len(before) == 1 else None
