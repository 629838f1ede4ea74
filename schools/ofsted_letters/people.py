"""Who wrote the letter, to whom, and who has a copy."""

import re

from .kinds import SIGNING_ROLE
from .layout import Block, Layout
from .plain import plain

_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Rev|Revd|Prof|Professor|Father|Sister)\.?"
_WORD = r"(?!HMI\b)[A-ZÀ-ÖØ-Þ][\w'.-]*"
_NAME = rf"{_WORD}(?: (?:de |van |von |du |la |el )*{_WORD}){{1,3}}"
_GREETED = re.compile(rf"Dear (?:(?P<title>{_TITLE}) )?(?P<name>{_WORD}(?: {_WORD}){{0,2}})")
_POST = (
    r"(?:Executive |Acting |Interim |Head of School|Headteacher|Head\b|Principal|Strategic |Corporate |Director|Chief "
    r"|Chair|Assistant )"
)
_TO_A_POST = re.compile(r"(?:The )?(?:Acting |Interim |Executive )?(?:Headteacher|Principal)", re.IGNORECASE)
_INSPECTOR = (
    r"(?:(?:Senior )?(?:Her|His) Majesty's [Il1]nspectors?|Senior HMI|HMI|(?:Ofsted|Additional) [Il1]nspectors?)"
)
_NOT_NAMES = re.compile(rf",? ?\(?(?:{_INSPECTOR})\)?(?: \((?:HMI|OI)\))?")
_BESIDE = re.compile(r"\bwith (?P<names>.+?)(?:,? (?:to|of) (?:your|the) |,? on (?:\w+ )?\d|$)")
_SIGNATURE = re.compile(rf"(?P<name>{_NAME})\s*,?\s+(?={SIGNING_ROLE})")
_COPY = re.compile(
    r"(?:\bI am copying this letter|\bThis letter (?:is|has been|will be) (?:being )?copied"
    r"|\b[Cc]opies of this letter (?:are|have been|will be) sent) to(?P<names> .+?)?[.:]?$"
)
_CC = re.compile(r"C[Cc]\b:? ?(?P<names>.+)")
_BETWEEN_COPIES = re.compile(
    r"(?:,? and|,) (?=(?:to )?(?:the |your |[Cc]hair of|[Dd]irector of|[Rr]egional |[Ss]ecretary of|DfE\b"
    r"|Department for))"
)
_SIGNATURE_LINES = 12


def addressee(letter: Layout) -> str | None:
    """The name in the address of the person whom “Dear” greets, without the post."""
    greeted = _GREETED.match(letter.blocks[0].text)
    if not greeted:
        return None
    if _TO_A_POST.fullmatch(greeted["name"]):
        return next((line for line in letter.head if _TO_A_POST.fullmatch(line)), None)
    name = re.escape(greeted["name"])
    shapes: tuple[str, ...] = (
        rf"\b{_TITLE} (?:{_WORD} ){{0,3}}?{name}\b",
        rf"^(?:{_WORD} ){{1,3}}{name}(?=$|,| {_POST})",
    )
    if not greeted["title"]:
        shapes = (rf"\b(?:{_TITLE} )?{name}(?: (?!{_POST}){_WORD}){{1,2}}?(?=$|,| {_POST})", *shapes)
    for shape in shapes:
        for line in letter.head:
            if found := re.search(shape, plain(line).text):
                return line[found.start() : found.end()]
    return None


def inspectors(letter: Layout, visit: str | None) -> tuple[str, ...]:
    """Who signed, then those whom the sentence about the visit names beside; without their posts."""
    names = [*_signed(letter)]
    if visit and (beside := _BESIDE.search(visit)):
        names += [
            name
            for each in re.split(r",| and ", _NOT_NAMES.sub(",", beside["names"]))
            if re.fullmatch(_NAME, name := each.strip())
        ]
    return tuple(dict.fromkeys(names))


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
            found = _COPY.search(sentence.text)
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
