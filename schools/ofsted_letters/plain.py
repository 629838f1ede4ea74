"""Text with one kind of space, dash and quotation mark, whatever printer or scanner it came from."""

import re
from dataclasses import dataclass

_SPACES = dict.fromkeys(
    "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
)
_BREAKS = dict.fromkeys("\f\v\x1c\x1d\x1e\x85\u2028\u2029", "\n")
_NOTHING = dict.fromkeys("\r\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
# These change what is printed, so they count as the same only when we compare.
_ALIKE = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
}
# What mail programs and converters put around words that were bold or slanted, and before a heading.
_EMPHASIS = re.compile(
    r"(?<![\w*_])(?P<mark>\*{1,3}|_{1,3})(?=[^\s*_])(?P<words>[^\n*_]{1,400}(?:\n[^\n*_]{1,400}){0,3})(?P=mark)(?![\w*_])"
)
_HEADING = re.compile(r"^(?:>+ ?)? {0,3}(?P<mark>#{1,6}[ \u00a0]+)(?=\S)", re.MULTILINE)
# Before each line of a mail that was forwarded.
_QUOTING = re.compile(r"^>+ ?", re.MULTILINE)
_WRITTEN = {**_SPACES, **_BREAKS, **_NOTHING, **_LIGATURES}
# A hyphen after one of these, or before one of those, belongs to the word, wherever the line ends.
_KEEPS_AFTER = re.compile(
    r"\b(?:self|well|non|high|low|post|pre|multi|long|short|whole|part|full|up|co|work|\w+-(?:to|of|in|by))$",
    re.IGNORECASE,
)
_KEEPS_BEFORE = re.compile(r"(?:related|based|led|wide|quality)\b|(?:to|of|in|by)-", re.IGNORECASE)


@dataclass(frozen=True)
class Plain:
    """A stretch of text in three strings side by side.

    `text` is for comparing, `shown` for people; `at` holds for every character of both where it
    stands in `given`.
    """

    given: str
    text: str
    shown: str
    at: tuple[int, ...]

    def cut(self, start: int, end: int) -> "Plain":
        return Plain(self.given, self.text[start:end], self.shown[start:end], self.at[start:end])

    def quoted(self) -> tuple[str, int]:
        """The words exactly as given, and where they begin."""
        return self.given[self.at[0] : self.at[-1] + 1], self.at[0]

    def tidy(self) -> str:
        return " ".join(self.shown.split())


def plain(given: str) -> Plain:
    """The text with one kind of space, line break, dash and quotation mark, and without marks of emphasis."""
    text: list[str] = []
    shown: list[str] = []
    at: list[int] = []
    marks, inside = _marks(given), False
    for place, character in enumerate(given):
        if place in marks:
            continue
        for written in _WRITTEN.get(character, character):
            # Spaces at the start of a line are its indent.
            if written == " " and inside and text[-1] == " ":
                continue
            inside = written != "\n" and (inside or written != " ")
            shown.append(written)
            text.append(_ALIKE.get(written, written))
            at.append(place)
    return Plain(given, "".join(text), "".join(shown), tuple(at))


def _marks(given: str) -> set[int]:
    """The places of marks that belong to no word."""
    found = {place for mark in _HEADING.finditer(given) for place in range(*mark.span("mark"))}
    quoting = list(_QUOTING.finditer(given))
    if 2 * len(quoting) > given.count("\n"):
        found |= {place for mark in quoting for place in range(*mark.span())}
    for mark in _EMPHASIS.finditer(given):
        found |= {*range(*mark.span("mark")), *range(mark.end("words"), mark.end())}
    return found


def side_by_side(first: Plain, second: Plain) -> Plain:
    """The words of a second line after those of the first, on its line."""
    end, start = len(first.text.rstrip()), len(second.text) - len(second.text.lstrip())
    one, other = first.cut(0, end), second.cut(start, len(second.text))
    return Plain(
        first.given, f"{one.text} {other.text}", f"{one.shown} {other.shown}", (*one.at, one.at[-1], *other.at)
    )


def joined(lines: list[Plain]) -> Plain:
    """Lines of one paragraph as one line; a word broken at a line's end is whole again."""
    text: list[str] = []
    shown: list[str] = []
    at: list[int] = []
    for line in lines:
        start, end = len(line.text) - len(line.text.lstrip()), len(line.text.rstrip())
        if start >= end:
            continue
        ending = "".join(text[-12:])
        if re.search(r"[^\W\d_]-$", ending) and shown[-1] == "-" and line.text[start].islower():
            if not _KEEPS_AFTER.search(ending[:-1]) and not _KEEPS_BEFORE.match(line.text, start):
                del text[-1], shown[-1], at[-1]
        elif text and not re.search(r"[^\W\d_]/$", ending):
            text.append(" ")
            shown.append(" ")
            at.append(at[-1])
        for place in range(start, end):
            if line.text[place] != " " or text[-1] != " ":
                text.append(line.text[place])
                shown.append(line.shown[place])
                at.append(line.at[place])
    return Plain(lines[0].given if lines else "", "".join(text), "".join(shown), tuple(at))
