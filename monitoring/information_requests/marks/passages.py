"""Passages of a text that are blacked out. Pure text: what stands in their place, and nothing of them is left.

Passages are looked for without regard to capitals, and each place where one stands is covered, also where two overlap.
"""

import re
from collections.abc import Iterable, Iterator


def occurs(passage: str, text: str) -> bool:
    return passage.casefold() in text.casefold() or bool(_pattern(passage).search(text))


def blacked_out(text: str, passages: Iterable[str], instead: str) -> str:
    """Return a text with `instead` in place of each passage wherever it stands."""
    found, last = [], 0
    for start, end in _merged(text, passages):
        found += [text[last:start], instead]
        last = end
    return "".join([*found, text[last:]])


def _merged(text: str, passages: Iterable[str]) -> Iterator[tuple[int, int]]:
    """The places of all passages from the first to the last; those that overlap or touch are one."""
    places = sorted(match.span() for each in passages if each for match in _everywhere(each, text))
    if not places:
        return
    start, end = places[0]
    for next_start, next_end in places[1:]:
        if next_start > end:
            yield start, end
            start, end = next_start, next_end
        end = max(end, next_end)
    yield start, end


def _everywhere(passage: str, text: str) -> Iterator[re.Match[str]]:
    """Each place of a passage, also where it overlaps with itself."""
    pattern, at = _pattern(passage), 0
    while match := pattern.search(text, at):
        yield match
        at = match.start() + 1


def _pattern(passage: str) -> re.Pattern[str]:
    """A passage with any white space for its own, as it is pasted from a page."""
    return re.compile(r"\s+".join(re.escape(word) for word in passage.split()), re.IGNORECASE)
