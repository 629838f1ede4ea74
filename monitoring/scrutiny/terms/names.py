"""Sentences that name a school together with a band. Pure."""

import re
from collections.abc import Iterable, Iterator

_END = re.compile(r"(?<=[.!?])\s+|\n+")


def named_with_a_band(text: str, names: Iterable[str], bands: Iterable[str]) -> list[tuple[str, str]]:
    """Return each school's name and band name that stand in the same sentence of a text, in any case of letters."""
    plain = _plain(text)
    there = {name: f"\x00{place}\x00" for place, name in enumerate(names) if _plain(name) in plain}
    # The longest first: one name may be a part of another. A full stop within a name ends no sentence.
    for name in sorted(there, key=len, reverse=True):
        plain = plain.replace(_plain(name), there[name])
    return list(_pairs(_END.split(plain), there, list(bands)))


def _pairs(sentences: Iterable[str], there: dict[str, str], bands: list[str]) -> Iterator[tuple[str, str]]:
    for sentence in sentences:
        for name, mark in there.items():
            for band in bands:
                if mark in sentence and re.search(rf"\b{re.escape(_plain(band))}\b", sentence):
                    yield name, band


def _plain(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text.replace("’", "'").casefold())
