"""Passages of a text that are blacked out. Pure text: what stands in their place, and nothing of them is left.

Passages are looked for as a reader sees them: without regard to capitals, to white space, and to how a letter with an
accent is stored. Each place where one stands is covered, also where two overlap. What is found and what is covered are
one search, so that nothing is taken for covered that is not.
"""

import re
from collections.abc import Iterable, Iterator
from unicodedata import normalize

# The first character of a place, and the one after its last.
Place = tuple[int, int]


def occurs(passage: str, text: str) -> bool:
    """Return whether a passage stands in a text."""
    return next(_everywhere(passage, text), None) is not None


def blacked_out(text: str, passages: Iterable[str], instead: str) -> str:
    """Return a text with `instead` in place of each passage wherever it stands."""
    found, last = [], 0
    for start, end in _merged(text, passages):
        found += [text[last:start], instead]
        last = end
    return "".join([*found, text[last:]])


def _merged(text: str, passages: Iterable[str]) -> Iterator[Place]:
    """The places of all passages from the first to the last; those that overlap or touch are one."""
    places = sorted(place for each in passages for place in _everywhere(each, text))
    if not places:
        return
    start, end = places[0]
    for next_start, next_end in places[1:]:
        if next_start > end:
            yield start, end
            start, end = next_start, next_end
        end = max(end, next_end)
    yield start, end


def _everywhere(passage: str, text: str) -> Iterator[Place]:
    """Each place of a passage, also where it overlaps with itself. A blank passage stands nowhere."""
    words = _folded(passage).split()
    if not words:
        return
    pattern, at = re.compile(r"\s+".join(map(re.escape, words))), 0
    # One letter may be several once it is folded: of each, the letter of the text that it comes from.
    letters = [(letter, number) for number, each in enumerate(text) for letter in _folded(each)]
    folded = "".join(letter for letter, _ in letters)
    while match := pattern.search(folded, at):
        yield letters[match.start()][1], letters[match.end() - 1][1] + 1
        at = match.start() + 1


def _folded(text: str) -> str:
    """Letters without capitals, an accent apart from its letter."""
    return normalize("NFKD", text).casefold()
