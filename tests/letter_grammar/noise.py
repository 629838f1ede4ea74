"""What printers, scanners and mail programs do to a text."""

import re
from collections.abc import Callable

from .draw import Draw


def _no_break_spaces(draw: Draw, text: str) -> str:
    return re.sub(r"(?<=\S) (?=\S)", lambda _: "\u00a0" if draw.chance(30) else " ", text)


def _curly(draw: Draw, text: str) -> str:
    return text.replace("'", "\u2019")


def _ligatures(draw: Draw, text: str) -> str:
    return text.replace("ffi", "\ufb03").replace("ff", "\ufb00").replace("fi", "\ufb01").replace("fl", "\ufb02")


def _hyphenated(draw: Draw, text: str) -> str:
    """Some long words before a line's end broken in two."""
    return re.sub(
        r"(?<![\w-])([a-z]{4,})([a-z]{4})\n(?=[a-z]{2})",
        lambda word: f"{word[1]}-\n{word[2]} " if draw.chance(50) else word[0],
        text,
    )


def _soft_hyphens(draw: Draw, text: str) -> str:
    return re.sub(r"\b([a-z]{4})([a-z]{4,})", lambda w: f"{w[1]}\u00ad{w[2]}" if draw.chance(15) else w[0], text)


def _wide(draw: Draw, text: str) -> str:
    return re.sub(r"(?<=[a-z.,]) (?=[a-zA-Z])", lambda _: "  " if draw.chance(20) else " ", text)


def _windows(draw: Draw, text: str) -> str:
    return text.replace("\n", "\r\n")


def _trailing(draw: Draw, text: str) -> str:
    return re.sub(r"(?<=\S)\n", lambda _: "  \n" if draw.chance(50) else "\n", text)


def _loose(draw: Draw, text: str) -> str:
    """More empty lines than are needed."""
    return text.replace("\n\n", "\n\n\n")


def _zero_width(draw: Draw, text: str) -> str:
    return "\ufeff" + re.sub(r"(?<=[a-z])(?= )", lambda _: "\u200b" if draw.chance(10) else "", text)


def _quoted(draw: Draw, text: str) -> str:
    """As a mail that was forwarded."""
    return "\n".join(f"> {line}" for line in text.split("\n"))


def _stressed(draw: Draw, text: str) -> str:
    """The word that turns a sentence round, as web pages print it."""
    return re.sub(r"(?<= )not(?= (?:taking|fit|effective|be|appoint))", "**not**", text)


_NOISES: tuple[Callable[[Draw, str], str], ...] = (
    _no_break_spaces, _curly, _ligatures, _hyphenated, _soft_hyphens, _wide, _trailing, _loose, _zero_width, _stressed,
    _quoted, _windows,
)  # fmt: skip


def added(draw: Draw, text: str) -> str:
    """The text with up to three kinds of noise, in a fixed order."""
    chosen = draw.random.sample(range(len(_NOISES)), draw.one((0, 1, 1, 2, 3)))
    for place in sorted(chosen):
        text = _NOISES[place](draw, text)
    return text
