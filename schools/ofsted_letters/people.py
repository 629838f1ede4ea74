"""Who wrote the letter, to whom, and who has a copy."""

import itertools
import re

from .kinds import SIGNING_ROLE
from .layout import Block, Layout
from .plain import plain

_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Rev|Revd|Prof|Professor|Father|Sister)\.?"
_WORD = r"(?!(?:HMI|Senior|Lead)\b)[A-ZÀ-ÖØ-Þ][\w'.-]*"
_NAME = rf"{_WORD}(?: (?:de |van |von |du |la |el )*{_WORD}){{1,3}}"
_GREETED = re.compile(
    rf"Dear (?:(?P<title>{_TITLE}) )?(?P<name>[Cc]olleagues?|[Hh]eadteacher|[Pp]rincipal|{_WORD}(?: {_WORD}){{0,2}})"
)
_POST = (
    r"(?:Executive |Acting |Interim |Head of School|Headteacher|Head\b|Principal|Strategic |Corporate |Director|Chief "
    r"|Chair|Assistant )"
)
_TO_A_POST = re.compile(r"(?:The )?(?:Acting |Interim |Executive )?(?:Headteacher|Principal)")
_TO_ANYBODY = re.compile(r"(?:[Cc]olleagues?|Sirs?(?: or Madam)?|Madam)")
_INSPECTOR = (
    r"(?:(?:Senior )?(?:Her|His) Majesty's [Il1]nspectors?|Senior HMI|HMI|(?:Ofsted|Additional) [Il1]nspectors?)"
)
_NOT_NAMES = re.compile(rf",? ?\(?(?:{_INSPECTOR})\)?(?: \((?:HMI|OI)\))?")
_BESIDE = re.compile(r"\bwith (?P<names>.+?)(?:,? (?:to|of) (?:your|the) |,? on (?:\w+ )?\d|$)")
_SIGNATURE = re.compile(rf"(?P<name>{_NAME})\s*,?\s+(?={SIGNING_ROLE})")
_AND_MORE = r"(?: and (?:the |its )?[^.;]{1,60}?)?"
COPY = re.compile(
    r"(?:\b(?:I am|I have|We are|Ofsted is) (?:also )?(?:copying|copied|sending a copy of|sent a copy of) this letter"
    rf"{_AND_MORE}"
    rf"|\b[Tt]his letter{_AND_MORE} (?:is|are|has been|have been|will be) (?:also )?(?:being )?copied"
    rf"|\b(?:A )?[Cc]op(?:y|ies) of this letter{_AND_MORE}"
    r" (?:is|are|has|have|will|goes|go)(?: (?:been|be|being|also|sent))*)"
    r" to(?P<names> .+?)?[.:]?$"
)
_CC = re.compile(r"[Cc][Cc]\b:? ?(?P<names>.+)")
_BETWEEN_COPIES = re.compile(
    r"(?:,? and|,) (?=(?:to )?(?:the |your |[Cc]hair of|[Dd]irector of|[Rr]egional |[Ss]ecretary of|DfE\b"
    r"|Department for))"
)
# The inspectors as a list under a heading of its own, as letters have given them since 2019.
_TEAM = re.compile(r"(?:The )?(?:Inspection team|Inspectors):?", re.IGNORECASE)
_OF_TEAM = re.compile(rf"(?P<name>{_NAME}),?(?: \(?[Ll]ead [Iil1]nspector\)?)?(?: - |, | \(|: | )\(?{_INSPECTOR}\)?")
_SIGNATURE_LINES = 12


def addressee(letter: Layout, school: str | None) -> str | None:
    """Who is written to, without the post: as the address names them, or else as the letter greets them.

    `school` is the name of the school, at which a name in the address ends where everything stands on one line.
    """
    ends = rf"(?=$|,| {_POST}{f'| (?i:{re.escape(plain(school).text)})' if school else ''})"
    lines = [(line, plain(line).text) for line in letter.head]
    greeted = _GREETED.match(letter.blocks[0].text)
    if not greeted:
        return None
    if _TO_A_POST.fullmatch(greeted["name"]):
        found = [match[0] for _, line in lines if (match := re.match(rf"{_TO_A_POST.pattern}{ends}", line))]
        return found[0] if found else None
    if _TO_ANYBODY.fullmatch(greeted["name"]):
        shape = rf"(?:^|, ){_TITLE} (?P<name>{_WORD}(?: (?!{_POST}){_WORD}){{1,2}}?){ends}"
        named = [
            line[match.start() : match.end()].lstrip(", ") for line, text in lines if (match := re.search(shape, text))
        ]
        return named[0] if len(named) == 1 else None
    return _in_address(greeted, lines, ends) or _as_greeted(greeted)


def _in_address(greeted: re.Match[str], lines: list[tuple[str, str]], ends: str) -> str | None:
    name = re.escape(greeted["name"])
    shapes: tuple[str, ...] = (
        rf"\b{_TITLE} (?:{_WORD} ){{0,3}}?{name}\b",
        rf"^(?:{_WORD} ){{1,3}}{name}{ends}",
    )
    if not greeted["title"]:
        by_first_name = rf"\b(?:{_TITLE} )?{name}(?: (?!{_POST}){_WORD}){{1,2}}?{ends}"
        shapes = (by_first_name, *shapes) if " " in greeted["name"] else (by_first_name,)
    for shape in shapes:
        for line, text in lines:
            if found := re.search(shape, text):
                return line[found.start() : found.end()]
    return None


def _as_greeted(greeted: re.Match[str]) -> str | None:
    """“Mrs Example”: a first name alone says too little."""
    return f"{greeted['title']} {greeted['name']}" if greeted["title"] else None


def inspectors(letter: Layout, visit: str | None) -> tuple[str, ...]:
    """Who signed, then those whom the sentence about the visit names beside; without their posts."""
    names = [*_signed(letter)]
    if visit and (beside := _BESIDE.search(visit)):
        names += [
            name
            for each in re.split(r",| and ", _NOT_NAMES.sub(",", beside["names"]))
            if re.fullmatch(_NAME, name := each.strip())
        ]
    signed = names[0] if names else ""
    return tuple(dict.fromkeys([*names, *(name for name in _team(letter) if not signed.endswith(name))]))


def _team(letter: Layout) -> list[str]:
    """Those on the lines below the heading of the team."""
    for place, line in enumerate(letter.lines):
        if _TEAM.fullmatch(line):
            below = itertools.dropwhile(lambda each: not each, letter.lines[place + 1 :])
            of_team = (_OF_TEAM.match(plain(each).text) for each in below)
            return [found["name"] for found in itertools.takewhile(bool, of_team) if found]
    return []


def _signed(letter: Layout) -> list[str]:
    for place, line in enumerate(letter.lines):
        if line.startswith("Yours "):
            under = [each for each in letter.lines[place : place + _SIGNATURE_LINES] if each]
            under[0] = re.sub(r"^Yours (?:sincerely|faithfully)[,.]?", "", under[0])
            found = _SIGNATURE.search(plain("\n".join(under)).text)
            return [" ".join(found["name"].split())] if found else []
    return []


def copied_to(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Who the letter says has a copy, each as the letter names them."""
    names: list[str] = []
    for place, block in enumerate(blocks):
        if found := _CC.match(block.text):
            names += re.split(r"\s*;\s*", block.words.cut(*found.span("names")).tidy())
        for sentence in block.sentences():
            found = COPY.search(sentence.text)
            if found and found["names"]:
                names += _parted(sentence.cut(*found.span("names")).tidy())
            elif found:
                names += _bullets(blocks[place + 1 :])
    return tuple(name.rstrip(".,;") for each in names if (name := re.sub(r"^(?:to )?(?:the )?", "", each.strip())))


def _parted(names: str) -> list[str]:
    return _BETWEEN_COPIES.split(names)


def _bullets(blocks: tuple[Block, ...]) -> list[str]:
    taken = []
    for block in blocks:
        if not block.marker:
            break
        taken.append(block.words.tidy())
    return taken
