"""Texts with parts that are filled in or depend on something, and the sentences they are cut into.

A part that is filled in is written `{name}`. How a part that depends on something is shown is said at `shown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"(?<=[.!?])(?P<close>[”’\")]*)\s+(?=[“‘\"(]?[A-Z{])")
_ENDS = re.compile(r"[.!?][”’\")]*\s*$")
_BEGINS = re.compile(r"\s*[“‘\"(]?[A-Z{]")
_SAYS = re.compile(r"[\w{]")
_LETTERS = re.compile(r"[A-Za-z]{2}")
_FILLED_IN = re.compile(r"\{[^{}]*\}")

# What is for people in code
_TWO_WORDS = re.compile(r"[A-Za-z]{2,}[,;:.’'”)]*\s+[“‘({]?[A-Za-z{]|\}[,;:.’'”)]*\s+\(?[A-Za-z]{2,}")
_ONE_WORD = re.compile(r"[“‘]?[A-Z][a-z]{2,}(-[a-z]+)*[.:?!…”’]*")
NO_WORDS = re.compile(
    r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|LOCK|COPY|SET|EXISTS|CASE|NOT)\s|\b(FROM|WHERE|ORDER)\b"
    r"|\\[bdswWS(.]|\(\?|\[\^|\.\*|::|;\s*\}|=>"  # patterns, styles
    r"|^(app|aria|data|govuk|hx)-|^\S*[a-z]_[a-z]+(\s|$)|^[a-z]+/[a-z]"  # classes, names, paths
)


@dataclass(frozen=True)
class Words:
    """Words as they are written, from the line where they begin."""

    line: int
    text: str


@dataclass(frozen=True)
class Choice:
    """A part that reads one of several ways; an empty way is a part that is not always there."""

    ways: tuple[Text, ...]


Piece = Words | Choice
Text = tuple[Piece, ...]


@dataclass(frozen=True)
class Sentence:
    """One sentence of the product. `readings`: it in every way it can read, for a search."""

    file: str
    line: int
    shown: str
    readings: tuple[str, ...]

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"

    @property
    def length(self) -> int:
        """The number of words of its longest reading; a part that is filled in counts as one word."""
        return max(len(_FILLED_IN.sub("x", reading).split()) for reading in self.readings)


def sentences(file: str, text: Text) -> Iterator[Sentence]:
    """The sentences of a text that have words of their own, in their order."""
    for unit in _units(text):
        choices = [piece for piece in unit if isinstance(piece, Choice)]
        if len(choices) == 1 and not _has_words([piece for piece in unit if isinstance(piece, Words)]):
            # Every way is a sentence, or several.
            for way in choices[0].ways:
                yield from sentences(file, way)
        elif _has_words(unit):
            found = tuple(dict.fromkeys(_tidy(reading) for reading in readings(unit)))
            yield Sentence(file, _line(unit), _tidy(shown(unit)), found)


def reads_as_words(text: Text) -> bool:
    """Whether a string of code is for people: two words, or one capitalised word, and no SQL,
    pattern, style, name or path."""
    words = shown(text).strip()
    return not NO_WORDS.search(words) and bool(_TWO_WORDS.search(words) or _ONE_WORD.fullmatch(words))


def shown(text: Sequence[Piece]) -> str:
    """The text in one line for an editor: `[a]` is not always there, `[a | b]` reads one of these ways, and
    `[a | b | –]` one of these or not at all."""
    parts = []
    for piece in text:
        if isinstance(piece, Words):
            parts.append(piece.text)
            continue
        ways = list(dict.fromkeys(shown(way) for way in piece.ways))
        said = [way for way in ways if way.strip()]
        if not any(_SAYS.search(way) for way in said):
            # Punctuation between the items of a list.
            parts.append(said[0] if said else "")
        elif len(said) == 1:
            parts.append(f"[{said[0]}]" if len(ways) > 1 else said[0])
        else:
            parts.append(f"[{' | '.join(said)}{' | –' if len(said) < len(ways) else ''}]")
    return "".join(parts)


def readings(text: Sequence[Piece]) -> list[str]:
    """The text with every way of each of its choices taken at least once; not every combination of them."""
    columns = [
        [piece.text] if isinstance(piece, Words) else [each for way in piece.ways for each in readings(way)]
        for piece in text
    ]
    count = max((len(column) for column in columns), default=1)
    return ["".join(column[place % len(column)] for column in columns) for place in range(count)]


def _units(text: Text) -> Iterator[list[Piece]]:
    """The text, cut where a sentence ends outside a choice."""
    unit: list[Piece] = []
    for piece in text:
        for part in _cut(piece) if isinstance(piece, Words) else (piece,):
            if unit and _ends(unit[-1]) and _begins(part, spaced=readings([unit[-1]])[0][-1:].isspace()):
                yield unit
                unit = []
            unit.append(part)
    if unit:
        yield unit


def _cut(words: Words) -> Iterator[Words]:
    line, start = words.line, 0
    for end in _SENTENCE_END.finditer(words.text):
        yield Words(line, words.text[start : end.end()])
        line += words.text.count("\n", start, end.end())
        start = end.end()
    yield Words(line, words.text[start:])


def _ends(piece: Piece) -> bool:
    if isinstance(piece, Words):
        return bool(_ENDS.search(piece.text))
    said = [way for way in piece.ways if shown(way).strip()]
    return bool(said) and all(_ends(way[-1]) for way in said)


def _begins(piece: Piece, *, spaced: bool) -> bool:
    found = [each for each in readings([piece]) if each.strip()]
    return bool(found) and all((spaced or each[0].isspace()) and bool(_BEGINS.match(each)) for each in found)


def _has_words(text: Sequence[Piece]) -> bool:
    return any(_LETTERS.search(_FILLED_IN.sub("", reading)) for reading in readings(text))


def _line(text: Sequence[Piece]) -> int:
    """The line of the first word that is written there."""
    all_words = list(_flat(text))
    first = next((words for words in all_words if words.text.strip()), all_words[0])
    blank = len(first.text) - len(first.text.lstrip())
    return first.line + first.text.count("\n", 0, blank)


def _flat(text: Sequence[Piece]) -> Iterator[Words]:
    for piece in text:
        if isinstance(piece, Words):
            yield piece
        else:
            for way in piece.ways:
                yield from _flat(way)


def _tidy(text: str) -> str:
    return " ".join(text.split())
