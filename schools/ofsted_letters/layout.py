"""Paragraphs, headings and bullets of a letter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .plain import Plain, joined, plain, side_by_side

HEADINGS = (
    "Evidence",
    "Context",
    "Main findings",
    "Summary of main findings",
    "External support",
    "Strengths",
    "Areas for improvement",
    "Outline of inspection activities",
    "Inspection and survey outcomes",
    "Outcomes",
    "Priorities for further improvement",
    "What does the school need to do to improve further[?]",
    "Annex",
)
# Signs that begin a bullet and nothing else, with those of symbol fonts that stand for them in copied text.
_DOTS = "•●▪■◦∙⦁\u2043\u25ab\u25fe\u25c6\u2756\u27a2\u2713\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf02d"
_HEADING = rf"(?:{'|'.join(HEADINGS)})"
_GREETED = r" (?=Dear (?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Rev|Headteacher|Principal)\b)"
# Where a line ends even if printer or recognition ran it into the next one.
_CUTS = tuple(
    re.compile(each)
    for each in (
        rf"(?=[{_DOTS}] )",
        rf"(?<=[.:;?!]) (?={_HEADING} [A-Z])",
        rf"(?:^|(?<=[.:;?!] )){_HEADING}:?(?= [A-Z])(?! [A-Z0-9]:?$)",
        _GREETED,
        r"(?<=Dear )(?:\S+ ){1,4}?(?=(?:Requires|Special|Serious|No formal|Urgent|Monitoring|Additional|Focused)\b)",
        r"(?<=[.:;]) (?=(?:I am copying this letter|Yours (?:sincerely|faithfully))\b)",
        r" (?=C[Cc]:? (?:The )?[A-Z])",
    )
)
# Any other sign that no sentence begins with is a bullet, too.
_BULLET = re.compile(
    r"( *)([^\w\s.,:;!?'\"()\[\]{}<>£$%&/+=@#~|\\]|o(?= )|[0-9]{1,2}[.)]|\(?[a-z]\)|\((?:[ivx]{1,4}|[0-9]{1,2})\))"
    r"\s+(?=\S)"
)
_SIGN = re.compile(rf" *(?:[{_DOTS}·‣➢►*-]|o|[0-9]{{1,2}}[.)]|\(?[a-z]\)) *")
# What may end the line before one: “in Year” may not, when “4.” stands below it.
_BEFORE_A_SIGN = re.compile(r"(?:^|[.:;,!?]) *$")
_ALONE = re.compile(rf"(?:(?i:{_HEADING}):?|Dear .{{1,60}}|Yours (?:sincerely|faithfully)[,.]?)$")
_FRESH = re.compile(
    r"(?:Dear|Yours|Annex|Report on the|[Cc][Cc]:?|I am copying|This letter (?:is|will)"
    r"|(?:Additional|Further|New) areas?) ?\b"
)
# Numbers of pages, addresses at their foot, and rules under headings.
_FURNITURE = re.compile(
    r"\s*(?:(?:[Pp]age ?[|:]? ?)?[0-9]{1,3}(?: ?(?:of|/) ?[0-9]{1,3})?|[-|] ?[0-9]{1,3} ?[-|]"
    r"|(?:https?://)?www\.[\w./-]+|[-=_~*]{3,})\s*"
)
# Two words or more, with a capital, that end as no sentence does: a title above or below the text of a page.
_RUNNING = re.compile(r"(?=.{8,})[A-Z]\S* \S.*[^.:;?!,\s]")
_OPENS_A_LIST = re.compile(r"(?:[.:;,]|\b(?:to|by|that))$")
# No paragraph ends with one of these: what stands over a page's end goes on, also with a capital.
_GOES_ON = re.compile(
    r"\b(?:the|an?|of|and|or|to|in|for|with|by|at|on|from|as|that|their|its|this|these|is|are|was|were|has|have|be)$"
)
_ENDS = (".", ":", ";", "!", "?")
# A text without full stops is no sentence to search for long.
_LONGEST_SENTENCE = 1_000
_SENTENCE_END = re.compile(r"""(?:[.!?]['")]?|:) (?=['"(]?[A-Z0-9])""")
_ABBREVIATED = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Rev|No|Prof|Hon|e\.g|i\.e)|\b[A-Z])\.$")


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading or a bullet, as one line. A bullet has a marker; `indent` counts spaces before it."""

    words: Plain
    marker: str = ""
    indent: int = 0

    @property
    def text(self) -> str:
        return self.words.text

    def sentences(self) -> Iterator[Plain]:
        """Each sentence; a colon before a capital letter ends one too, as the lead-in to a judgement does."""
        start = 0
        for end in _SENTENCE_END.finditer(self.text):
            stop = end.end() - 1
            if not _ABBREVIATED.search(self.text, max(start, stop - 6), stop):
                yield self.words.cut(start, min(stop, start + _LONGEST_SENTENCE))
                start = end.end()
        if start < len(self.text):
            yield self.words.cut(start, min(len(self.text), start + _LONGEST_SENTENCE))


@dataclass(frozen=True)
class Layout:
    """`head` is what stands before “Dear”, line by line; `blocks` begin with “Dear”, `lines` all lines after it."""

    head: tuple[str, ...]
    blocks: tuple[Block, ...]
    lines: tuple[str, ...]


def layout(given: str) -> Layout | None:
    """The parts of a letter; None when nobody is greeted in it."""
    lines = [part for line in _whole(_marked(_lines(plain(given)))) for part in _parts(line)]
    for place, line in enumerate(lines):
        if re.match(r"\s*Dear \S", line.text):
            head = tuple(tidy for each in lines[:place] if (tidy := each.tidy()))
            return Layout(head, tuple(_blocks(lines[place:])), tuple(each.tidy() for each in lines[place:]))
    return None


def _lines(whole: Plain) -> list[Plain]:
    """Every line but the numbers of pages, and the titles that are repeated above or below them."""
    ends = [match.start() for match in re.finditer(r"\n|\Z", whole.text)]
    starts = [0, *(end + 1 for end in ends[:-1])]
    lines = [whole.cut(start, end) for start, end in zip(starts, ends, strict=True)]
    numbers = {place for place, line in enumerate(lines) if line.text and _FURNITURE.fullmatch(line.text)}
    beside_numbers = {beside for place in numbers for beside in _standing_alone(lines, place)}
    repeated = {place for place in beside_numbers if whole.text.find(lines[place].text.strip(), 0, starts[place]) >= 0}
    dropped = numbers | repeated
    return [line for place, line in enumerate(lines) if place not in dropped]


def _standing_alone(lines: list[Plain], number: int) -> Iterator[int]:
    """Of the nearest lines above and below the number of a page, those that may be a title of the pages."""
    for step in (-1, 1):
        place = number + step
        while 0 <= place < len(lines) and not lines[place].text.strip():
            place += step
        if not 0 < place < len(lines) - 1:
            continue
        words = lines[place].text.strip()
        stands_alone = not lines[place - 1].text.strip() and not (step == 1 and lines[place + 1].text.strip())
        if stands_alone and _RUNNING.fullmatch(words) and not _ALONE.fullmatch(words):
            yield place


def _marked(lines: list[Plain]) -> list[Plain]:
    """The lines, with the sign of a bullet that stands on a line of its own before what it belongs to."""
    found: list[Plain] = []
    sign: Plain | None = None
    last = ""
    for line in lines:
        if sign is not None and line.text.strip():
            line = side_by_side(sign, line)
            sign = None
        elif _SIGN.fullmatch(line.text) and _may_be_a_sign(line.text.strip(), found, last):
            sign, last = line, line.text.strip()
            continue
        elif sign is not None:
            continue
        found.append(line)
    return found


def _may_be_a_sign(sign: str, above: list[Plain], last: str) -> bool:
    """Whether a line that looks like one is the sign of a bullet: “4.” may be the end of “in Year”."""
    if not sign[0].isdigit() or not above or _BEFORE_A_SIGN.search(above[-1].text):
        return True
    return last[:-1].isdigit() and int(sign[:-1]) == int(last[:-1]) + 1


def _whole(lines: list[Plain]) -> list[Plain]:
    """The lines, with a paragraph that the greeting was run into as one: what ends in it is told by its words alone."""
    greeting = next((place for place, line in enumerate(lines) if re.search(rf"\S{_GREETED}", line.text)), None)
    if greeting is None:
        return lines
    empty = [-1, *(place for place, line in enumerate(lines) if not line.text.strip()), len(lines)]
    first = max(place for place in empty if place < greeting) + 1
    last = min(place for place in empty if place > greeting)
    return [*lines[:first], joined(lines[first:last]), *lines[last:]]


def _parts(line: Plain) -> Iterator[Plain]:
    cuts = sorted({found.end() for cut in _CUTS for found in cut.finditer(line.text)} - {0})
    for begin, end in zip([0, *cuts], [*cuts, len(line.text)], strict=True):
        yield line.cut(begin, end)


def _blocks(lines: list[Plain]) -> Iterator[Block]:
    held: list[Plain] = []
    marker, indent, gap = "", 0, False

    def whole() -> Iterator[Block]:
        if (words := joined(held)).text:
            yield Block(words, marker, indent)

    for line in lines:
        if not line.text.strip():
            gap = True
            continue
        before = joined(held[-1:]).text
        bullet = _BULLET.match(line.text)
        if bullet and bullet[2] not in _DOTS and held and not (marker or gap or _OPENS_A_LIST.search(before)):
            # A dash or a number inside a sentence that was wrapped just before it.
            bullet = None
        if bullet:
            yield from whole()
            held, marker, indent = [line.cut(bullet.end(), len(line.text))], _sort(bullet[2]), len(bullet[1])
        elif not held or _begins(line.text.strip(), before, gap=gap):
            yield from whole()
            held, marker, indent = [line], "", 0
        else:
            held.append(line)
        gap = False
    yield from whole()


def _begins(line: str, before: str, *, gap: bool) -> bool:
    """Whether a line begins a paragraph; one over a page's end goes on with a small letter."""
    if _ALONE.fullmatch(line) or _ALONE.fullmatch(before) or _FRESH.match(line):
        return True
    return gap and (before.endswith(_ENDS) or not (line[0].islower() or _GOES_ON.search(before)))


def _sort(marker: str) -> str:
    return "1" if marker[0].isdigit() else "a" if marker[-1] == ")" else marker
